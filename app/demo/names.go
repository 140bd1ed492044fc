package demo

import "math/rand/v2"

// community is a set of names that go together, and how many in a hundred people of Pune bear one of them here.
type community struct {
	share       int
	first, last []string
}

var communities = []community{
	{54, []string{
		"Meera", "Sanjay", "Anjali", "Prasad", "Snehal", "Mahesh", "Vaishali", "Sachin", "Madhuri", "Nilesh", "Swati", "Amol", "Shubhangi", "Yogesh",
		"Manisha", "Kedar", "Rohini", "Avinash", "Ashwini", "Tushar", "Jyoti", "Makarand", "Sayali", "Hemant", "Aparna", "Vinayak", "Mrunal", "Onkar",
	}, []string{
		"Kulkarni", "Deshpande", "Joshi", "Patil", "Pawar", "Jadhav", "Shinde", "More", "Bhosale", "Gokhale", "Kadam", "Chavan", "Gaikwad", "Kale",
		"Phadke", "Sathe", "Ranade", "Mane", "Salunkhe", "Thorat", "Apte", "Nimbalkar", "Landge", "Tapkir", "Bhide", "Wagh",
	}},
	{17, []string{"Rahul", "Pooja", "Amit", "Neha", "Vivek", "Ritu", "Manoj", "Kavita", "Deepak", "Shalini", "Alok", "Sunita", "Gaurav", "Preeti"}, []string{
		"Sharma", "Verma", "Gupta", "Singh", "Mishra", "Yadav", "Tiwari", "Agarwal", "Saxena", "Pandey", "Chauhan", "Srivastava",
	}},
	{9, []string{"Lakshmi", "Karthik", "Revathi", "Senthil", "Meenakshi", "Arun", "Padma", "Venkatesh", "Gayathri", "Suresh"}, []string{
		"Subramanian", "Iyer", "Murugan", "Natarajan", "Krishnan", "Pillai", "Ramaswamy", "Rajan", "Nair", "Selvam",
	}},
	{8, []string{"Imran", "Ayesha", "Salim", "Nasreen", "Faizan", "Rukhsana", "Aslam", "Shabana", "Javed", "Farida", "Zubair"}, []string{
		"Shaikh", "Pathan", "Khan", "Sayyed", "Inamdar", "Mulla", "Ansari", "Attar", "Bagwan",
	}},
	{7, []string{"Bhavesh", "Hetal", "Jignesh", "Kinjal", "Paresh", "Nirali", "Chetan", "Dimple"}, []string{
		"Shah", "Mehta", "Patel", "Oswal", "Jain", "Lunkad", "Gandhi", "Parekh",
	}},
	{5, []string{"Anthony", "Maria", "Francis", "Sheryl", "Joseph", "Priscilla", "Savio", "Glenda"}, []string{
		"D'Souza", "Fernandes", "Pereira", "Gaikwad", "Lobo", "Rodrigues", "Dias",
	}},
}

// person makes up somebody.
func person(rng *rand.Rand) string {
	n := rng.IntN(100)
	for _, c := range communities {
		if n < c.share {
			return pick(rng, c.first) + " " + pick(rng, c.last)
		}
		n -= c.share
	}
	return "Meera Kulkarni"
}

var (
	societies = []string{
		"Gulmohar", "Mayur", "Vasant Vihar", "Siddhivinayak", "Shantiban", "Saptagiri", "Anand Park", "Kumar Pinak", "Parijat", "Sun Orbit",
		"Devgiri", "Nandanvan", "Sukhwani Enclave", "Rajgad", "Ashoka Nagar", "Raintree", "Pushpa Heights", "Kalpataru", "Treasure Park", "Silver Oak",
	}
	societyKinds = []string{"Residency", "Apartments", "Heights", "Co-op Housing Society", "Towers", "Park"}
	firms        = []string{
		"Sinhgad Softworks", "Mula Precision Tools", "Deccan Ledger Services", "Bluepeak Analytics", "Sahyog Diagnostics", "Orchid Dental Care",
		"Pavana Auto Components", "Kaveri Caterers", "Udyog Packaging", "Shivneri Tutorials", "Cloudberry Interiors", "Rajmudra Foods", "Astha Eye Clinic",
		"Indrayani Logistics", "Maple Leaf School", "Vedant Physiotherapy", "Torna Fitness", "Lohgad Engineers", "Purandar Agro", "Greenfield Labs",
	}
	firmKinds = []string{"Pvt Ltd", "LLP", "& Co", "Enterprises", "Associates"}
	shops     = []string{
		"Annapurna Snacks", "Shree Ganesh Sweets", "Nisarg Medical Store", "Kohinoor Bakery", "Laxmi Jewellers", "New Bharat Salon", "Cafe Peshwa",
		"Hotel Wada", "Star Garments", "Sai Dairy", "Kirti Stationers", "City Optics",
	}
	streets = []string{
		"Lane 3", "Lane 7", "Karve Road", "MG Road", "Station Road", "Ganesh Mandir Road", "DP Road", "Main Road", "Canal Road", "School Road",
		"Datta Chowk", "Shivaji Chowk", "Market Yard Road", "Bhairavnath Mandir Road",
	}
	landmarks = []string{
		"", "", "Opposite SBI", "Near Maruti Mandir", "Behind the petrol pump", "Next to the medical shop", "Near the bus stop", "Above the bakery",
		"Opposite the garden", "Near the water tank", "Beside the school",
	}
	accesses = []string{
		"", "", "", "", "Register at the gate", "Dog in the yard, ring first", "Lift stops at 21:00", "Park outside, no two-wheelers in",
		"Call from the gate, bell does not work", "Key with the watchman", "Terrace key in the office", "Only after 11, baby sleeps",
	}
	rooms = []string{"Hall", "Bedroom", "Master bedroom", "Kitchen", "Terrace", "Study"}
	desks = []string{"Server room", "Reception", "Conference room", "Ground floor", "First floor", "Cabin 2", "Pantry"}
)

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }

// chance is true in n of a hundred cases.
func chance(rng *rand.Rand, n int) bool { return rng.IntN(100) < n }

// between is a number from a to b, both included.
func between(rng *rand.Rand, a, b int) int {
	if b <= a {
		return a
	}
	return a + rng.IntN(b-a+1)
}
