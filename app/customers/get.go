package customers

import "context"

// Get is one customer, merged ones too: their pages lead on to MergedInto. NotFound.
func (s *Service) Get(ctx context.Context, id string) (Customer, error) {
	c, _, err := loadCustomer(ctx, s.app, id)
	return c, err
}

// Full is a customer with sites, assets and preferences. NotFound.
func (s *Service) Full(ctx context.Context, id string) (Full, error) {
	var f Full
	var err error
	if f.Customer, err = s.Get(ctx, id); err != nil {
		return Full{}, err
	}
	if f.Sites, err = s.Sites(ctx, id); err != nil {
		return Full{}, err
	}
	if f.Assets, err = s.Assets(ctx, id); err != nil {
		return Full{}, err
	}
	f.Preferences, err = s.Preferences(ctx, id)
	return f, err
}

// Sites are a customer's sites, oldest first.
func (s *Service) Sites(_ context.Context, customer string) ([]Site, error) {
	return sitesOf(s.app, customer)
}

// SiteByID is one site. NotFound.
func (s *Service) SiteByID(_ context.Context, id string) (Site, error) {
	site, _, err := findSite(s.app, id)
	return site, err
}

// Assets are a customer's machines at all sites, oldest first, retired ones too.
func (s *Service) Assets(_ context.Context, customer string) ([]Asset, error) {
	return assetsOf(s.app, customer)
}

// AssetsAt are the machines at a site, oldest first, retired ones too.
func (s *Service) AssetsAt(_ context.Context, site string) ([]Asset, error) {
	return assetsAt(s.app, site)
}

// AssetByID is one machine. NotFound.
func (s *Service) AssetByID(_ context.Context, id string) (Asset, error) {
	a, _, err := findAsset(s.app, id)
	return a, err
}

// Preferences are the technicians a customer wants, must have or must not get, by name.
func (s *Service) Preferences(ctx context.Context, customer string) ([]Preference, error) {
	return preferences(ctx, s.app, customer)
}
