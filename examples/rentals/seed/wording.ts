/** The words that the sample data is made of. People, places and companies are invented. */
export const firstNames = [
  'Amara', 'Beatriz', 'Caleb', 'Daniela', 'Elias', 'Farah', 'Gideon', 'Hana', 'Ines', 'Jonas', 'Keiko', 'Liam', 'Marisol', 'Nadia', 'Oscar',
  'Priya', 'Quentin', 'Rosa', 'Samir', 'Tessa', 'Umar', 'Vera', 'Wesley', 'Ximena', 'Yusuf', 'Zoe', 'Anders', 'Bianca', 'Cyrus', 'Delphine',
  'Emeka', 'Freya', 'Gustavo', 'Harriet', 'Ivan', 'Jasmine', 'Kofi', 'Lucia', 'Mateo', 'Nora',
] as const

export const lastNames = [
  'Abernathy', 'Baptiste', 'Castellanos', 'Dahl', 'Eriksen', 'Fontaine', 'Guerrero', 'Hollis', 'Ibarra', 'Jansen', 'Kimura', 'Lindgren', 'Mbeki',
  'Nakamura', "O'Rourke", 'Petrov', 'Quigley', 'Rasmussen', 'Sandoval', 'Thackeray', 'Underhill', 'Vasquez', 'Whitlock', 'Yamada', 'Zielinski',
  'Ashworth', 'Benítez', 'Chowdhury', 'Delacroix', 'Falk',
] as const

export const employers = [
  'Cascade Health', 'Port Authority', 'Juniper Software', 'Riverside School District', 'Bluebird Bakery', 'Hollis & Stone Architects', 'Self-employed',
  'State University', 'Northwind Logistics', 'Marrow Street Books', 'Granite Credit Union', 'City Transit',
] as const

export const buildings = [
  { name: 'Alder Court', street: '1410 NW Alder Street', city: 'Portland', zip: '97209', units: ['101', '204', '305', '402'] },
  { name: 'Harbor Lofts', street: '88 SE Water Avenue', city: 'Portland', zip: '97214', units: ['2A', '3C', '5B', '6D'] },
  { name: 'Juniper House', street: '2305 Juniper Way', city: 'Beaverton', zip: '97005', units: ['1', '4', '7'] },
  { name: 'The Foundry', street: '517 Foundry Row', city: 'Milwaukie', zip: '97222', units: ['12', '18', '21', '24'] },
  { name: 'Orchard Terrace', street: '940 Orchard Lane', city: 'Lake Oswego', zip: '97034', units: ['A', 'B', 'C'] },
  { name: 'Station Place', street: '31 Depot Square', city: 'Hillsboro', zip: '97124', units: ['110', '216', '318', '420'] },
] as const

export const houses = [
  ['Maple Cottage', '62 Maple Street', 'Portland', '97202'], ['Larkspur House', '1187 Larkspur Drive', 'Beaverton', '97007'],
  ['Fern Hollow', '409 Fern Hollow Road', 'Lake Oswego', '97035'], ['Quarry Road Duplex', '2214 Quarry Road', 'Milwaukie', '97267'],
  ['Willow Bend', '73 Willow Bend', 'Hillsboro', '97123'], ['Chapel Street Townhouse', '518 Chapel Street', 'Portland', '97211'],
  ['Magnolia House', '36 Magnolia Avenue', 'Portland', '97215'], ['Heron Point', '1502 Heron Point Lane', 'Lake Oswego', '97034'],
  ['Miller Street Duplex', '227 Miller Street', 'Milwaukie', '97222'], ['Cedar Ridge', '4460 Cedar Ridge Road', 'Beaverton', '97008'],
  ['Lantern House', '19 Lantern Lane', 'Portland', '97203'], ['Prospect Townhouse', '805 Prospect Place', 'Hillsboro', '97124'],
  ['Birchwood', '3318 Birchwood Circle', 'Beaverton', '97006'], ['Thistle Cottage', '12 Thistle Court', 'Milwaukie', '97222'],
  ['Canal House', '260 Canal Street', 'Portland', '97217'], ['Stonegate Townhouse', '77 Stonegate', 'Lake Oswego', '97035'],
  ['Elm Row', '941 Elm Row', 'Hillsboro', '97123'], ['Summit House', '2850 Summit Drive', 'Portland', '97210'],
] as const

export const amenities = [
  'In-unit laundry', 'Dishwasher', 'Hardwood floors', 'Central air', 'Balcony', 'Garden', 'Gas range', 'Storage room', 'Bike room', 'Fireplace', 'Roof terrace', 'EV charging',
] as const

export const settings = [
  'on a quiet tree-lined street', 'two minutes from the light rail', 'above a courtyard garden', 'close to the river path', 'a short walk from the farmers’ market', 'at the end of a cul-de-sac',
] as const

export const charms = [
  'tall windows and morning light', 'a renovated kitchen', 'generous closets throughout', 'original woodwork, carefully kept', 'an open living and dining room', 'new floors and fresh paint',
] as const

export const leaseTerms = [
  'Water and trash included. Tenant pays electricity and gas. No smoking. Notice of 30 days in writing.',
  'All utilities paid by the tenant. One cat or small dog allowed with a pet deposit. Notice of 30 days in writing.',
  'Water, trash and heat included. Subletting needs written consent. Notice of 60 days in writing.',
] as const

export const tenantNotes = [
  'Prefers to be contacted by email.', 'Works nights: please no visits before noon.', 'Has a service dog.', 'Asked about a parking space when one frees up.', 'Always pays by standing order.',
] as const

export const contractors = ['Bright Plumbing', 'Kestrel Electric', 'Hearth & Air HVAC', 'Ana Moreno (handyman)', 'Sound Locksmiths', 'Evergreen Landscaping'] as const

/** Title, description, usual priority, estimate from and to, who comes. */
export const repairs = [
  ['Kitchen faucet drips', 'The faucet drips all night, even when it is closed hard. A bowl under it fills in about an hour.', 'low', 60, 180, 0],
  ['No hot water', 'There has been no hot water since yesterday evening. The pilot light of the heater is out and will not stay lit.', 'urgent', 150, 900, 0],
  ['Bathroom drain is slow', 'The shower drain takes several minutes to empty. A plunger helped for a day.', 'medium', 80, 220, 0],
  ['Leak under the sink', 'Water collects in the cabinet below the kitchen sink. It seems to come from the trap.', 'high', 90, 320, 0],
  ['Outlet sparks', 'The outlet beside the stove sparked when the kettle was plugged in. The breaker is off for now.', 'urgent', 120, 400, 1],
  ['Hallway light flickers', 'The ceiling light in the hallway flickers; a new bulb did not help.', 'low', 60, 160, 1],
  ['Breaker trips every evening', 'The breaker of the living room trips when the heater and the television are on together.', 'medium', 120, 380, 1],
  ['Heating does not start', 'The thermostat shows 58 °F and the furnace does not start. There is a small child in the apartment.', 'urgent', 180, 1200, 2],
  ['Air conditioner is loud', 'The outside unit rattles so much that the neighbors have complained.', 'medium', 140, 520, 2],
  ['Dishwasher leaves water', 'About an inch of water stays in the dishwasher after each run.', 'medium', 90, 350, 3],
  ['Refrigerator is warm', 'The refrigerator does not get below 50 °F, the freezer works.', 'high', 120, 780, 3],
  ['Window does not close', 'The bedroom window does not close fully since the storm. There is a draft.', 'medium', 80, 300, 3],
  ['Closet door off its track', 'One of the two sliding doors has come off its track and cannot be put back.', 'low', 50, 140, 3],
  ['Front door lock sticks', 'The key has to be turned several times. It has got worse with the cold.', 'high', 90, 260, 4],
  ['Lost mailbox key', 'Both keys of the mailbox are lost; please have the lock replaced.', 'low', 40, 110, 4],
  ['Fence blown down', 'Two panels of the back fence came down in the wind.', 'medium', 200, 850, 5],
] as const

/** Category, vendors, description, amount from and to, how often. */
export const expenseKinds = [
  ['Maintenance', ['Ana Moreno (handyman)', 'Bright Plumbing'], 'Seasonal inspection and small repairs', 120, 680, 8],
  ['Repairs', ['Kestrel Electric', 'Hearth & Air HVAC', 'Bright Plumbing'], 'Repair after a tenant request', 240, 3400, 12],
  ['Utilities', ['Pacific Water Bureau', 'Cascade Power'], 'Water and common-area electricity', 90, 460, 9],
  ['Insurance', ['Mariner Mutual'], 'Property insurance, half-yearly premium', 1400, 3800, 5],
  ['Property tax', ['County of Multnomah'], 'Property tax, quarterly instalment', 2400, 6800, 8],
  ['HOA', ['Owners’ association'], 'Association dues for the quarter', 300, 980, 5],
  ['Landscaping', ['Evergreen Landscaping'], 'Lawn, hedges and leaf clearing', 140, 620, 4],
  ['Cleaning', ['Sparrow Cleaning'], 'Turnover cleaning between tenants', 160, 480, 4],
  ['Advertising', ['Homefinder'], 'Listing with photographs for a vacant unit', 80, 260, 2],
  ['Legal', ['Osei & Partners'], 'Review of lease documents', 250, 1400, 1],
  ['Other', ['Ironclad Hardware'], 'Keys, filters and batteries', 30, 190, 2],
] as const
