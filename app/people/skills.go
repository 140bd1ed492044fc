package people

import (
	"context"

	"doorstep/app/kernel/act"
	"doorstep/app/kernel/fault"
)

// CreateSkill adds a skill. Faults required, too_long, taken beside name.
func (s *Service) CreateSkill(ctx context.Context, name string) (Skill, error) {
	return s.saveSkill(ctx, "people.create_skill", "", 0, name)
}

// UpdateSkill gives a skill another name; who has it keeps it. Faults as of CreateSkill; Stale; NotFound.
func (s *Service) UpdateSkill(ctx context.Context, id string, rev int, name string) (Skill, error) {
	if id == "" {
		return Skill{}, notFound()
	}
	return s.saveSkill(ctx, "people.update_skill", id, rev, name)
}

func (s *Service) saveSkill(ctx context.Context, verb, id string, rev int, name string) (Skill, error) {
	if err := act.Require(ctx, ManageStaff); err != nil {
		return Skill{}, err
	}
	ctx = act.Begin(ctx, verb, "")
	var check fault.Check
	skill := Skill{Name: readName(&check, name)}
	err := check.Err()
	if err != nil {
		return Skill{}, err
	}
	skill.ID, skill.Rev, err = put(ctx, s.app, "skills", id, rev, skill.write)
	return skill, err
}
