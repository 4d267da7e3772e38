import { type Day, addDays } from '../calendar.ts'
import type { Random } from './random.ts'
import * as wording from './wording.ts'

type PropertyType = 'apartment' | 'house' | 'condo' | 'townhouse' | 'studio' | 'duplex'
type PropertyStatus = 'available' | 'occupied' | 'maintenance' | 'unavailable'

export type PropertyRow = ReturnType<typeof propertyRow>
export type TenantRow = ReturnType<typeof peopleOf>['tenants'][number]

/** Forty properties; which of them are let is decided with their leases. */
export function propertiesOf(random: Random, day: Day): PropertyRow[] {
  const units = wording.buildings.flatMap((building) =>
    building.units.map((unit) => ({
      name: `${building.name} ${unit}`,
      address: `${building.street}, Unit ${unit}`,
      city: building.city,
      zipCode: building.zip,
      type: random.weighted<PropertyType>([
        ['apartment', 6],
        ['studio', 2],
        ['condo', 2],
      ]),
    })),
  )
  const houses = wording.houses.map(([name, address, city, zipCode]) => ({
    name,
    address,
    city,
    zipCode,
    type: (name.includes('Duplex') ? 'duplex' : name.includes('Townhouse') ? 'townhouse' : 'house') as PropertyType,
  }))
  return random.shuffled([...units, ...houses]).map((place, index) => propertyRow(random, day, index + 1, place))
}

function propertyRow(
  random: Random,
  day: Day,
  id: number,
  place: { name: string; address: string; city: string; zipCode: string; type: PropertyType },
) {
  const bedrooms = place.type === 'studio' ? 0 : place.type === 'apartment' || place.type === 'condo' ? random.int(1, 3) : random.int(2, 4)
  const bathrooms = bedrooms <= 1 ? 1 : random.pick([1, 1.5, 2, 2.5])
  const squareFeet = 420 + bedrooms * 310 + random.int(0, 22) * 10
  const rent = 1050 + bedrooms * 420 + random.int(0, 16) * 25
  return {
    id,
    portfolio: 1,
    name: place.name,
    address: place.address,
    city: place.city,
    state: 'OR',
    zipCode: place.zipCode,
    propertyType: place.type,
    bedrooms,
    bathrooms: bathrooms.toFixed(1),
    squareFeet,
    monthlyRent: rent.toFixed(2),
    securityDeposit: rent.toFixed(2),
    status: 'occupied' as PropertyStatus,
    description: `${bedrooms === 0 ? 'Bright studio' : `${bedrooms}-bedroom ${place.type}`} ${random.pick(wording.settings)}, with ${random.pick(wording.charms)}.`,
    amenities: random.shuffled(wording.amenities).slice(0, random.int(3, 6)).join(', '),
    parkingSpaces: place.type === 'house' || place.type === 'townhouse' ? random.int(1, 2) : random.int(0, 1),
    petFriendly: random.chance(0.55),
    furnished: random.chance(0.15),
    createdAt: new Date(`${addDays(day, -random.int(1100, 2200))}T09:00:00Z`),
  }
}

/** The tenants, a user for each, and the manager's user. */
export function peopleOf(random: Random, count: number) {
  const taken = new Set<string>()
  const users = []
  const tenants = []
  for (let id = 1; id <= count; id++) {
    let firstName: string
    let lastName: string
    do {
      firstName = random.pick(wording.firstNames)
      lastName = random.pick(wording.lastNames)
    } while (taken.has(lastName + firstName))
    taken.add(lastName + firstName)
    const mailbox = `${firstName}.${lastName}`
      .toLowerCase()
      .normalize('NFD')
      .replaceAll(/[^a-z.]/g, '')
    users.push(userRow(id, firstName, lastName, `${mailbox}@example.com`))
    tenants.push({
      id,
      user: id,
      phone: phone(random),
      emergencyContactName: `${random.pick(wording.firstNames)} ${lastName}`,
      emergencyContactPhone: phone(random),
      moveInDate: null as Day | null,
      employer: random.pick(wording.employers),
      monthlyIncome: random.chance(0.9) ? (random.int(38, 110) * 100).toFixed(2) : null,
      notes: random.chance(0.35) ? random.pick(wording.tenantNotes) : '',
    })
  }
  const manager = count + 1
  users.push(userRow(manager, 'Maya', 'Okonkwo', 'maya@northgate.example'))
  return { users, tenants, manager }
}

function userRow(id: number, firstName: string, lastName: string, email: string) {
  return { id, firstName, lastName, email, passwordHash: `demo:${id}` }
}

function phone(random: Random): string {
  return `(503) 555-01${String(random.int(0, 99)).padStart(2, '0')}`
}
