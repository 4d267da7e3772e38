export type Row = Readonly<Record<string, string | number>>

const cities = ['Lisbon', 'Porto', 'Braga', 'Faro', 'Coimbra', 'Évora', 'Aveiro', 'Leiria', 'Setúbal', 'Viseu']
const lastNames = ['Silva', "O'Brien", 'Costa & Filhos', 'Pereira', 'Martins', 'Rocha', 'Teixeira', 'Lopes', 'Almeida', 'Nunes']
const firstNames = ['Ana', 'Rui', 'Inês', 'Tiago', 'Marta', 'Hugo', 'Sofia']
const text = 'The tenant keeps the rooms in good order and tells the owner of any damage within a week. '

const properties = 500
const leases = 1000
const paymentsOfLease = 6
const instant = Date.UTC(2026, 0, 5, 12)

/** All rows by table, in an order that suits the foreign keys; the same on every run. */
export function tables(): readonly (readonly [string, readonly Row[]])[] {
  return [
    ['users', many(leases, user)],
    ['tenants', many(leases, tenant)],
    ['properties', many(properties, property)],
    ['leases', many(leases, lease)],
    ['payments', many(leases * paymentsOfLease, payment)],
  ]
}

function user(id: number): Row {
  const first_name = pick(firstNames, id)
  const last_name = pick(lastNames, id)
  return {
    id,
    first_name,
    last_name,
    email: `tenant${id}@example.org`,
    password: 'x'.repeat(60),
    is_active: 1,
    joined_at: instant + id * 1000,
  }
}

function tenant(id: number): Row {
  return {
    id,
    user_id: id,
    phone: `+351 21 ${100000 + id}`,
    employer: `Employer ${id % 40}`,
    monthly_income: 1500 + (id % 30) * 100,
    notes: text,
  }
}

function property(id: number): Row {
  return {
    id,
    name: id % 10 === 0 ? `Garden & Court ${id}` : `Riverside House ${id}`,
    address: `${id} Long Street`,
    city: pick(cities, id),
    zip_code: String(10000 + id),
    bedrooms: 1 + (id % 4),
    square_feet: 400 + (id % 50) * 20,
    furnished: id % 2,
    description: text.repeat(3),
    created_at: instant + id * 60_000,
  }
}

function lease(id: number): Row {
  return {
    id,
    property_id: 1 + (id % properties),
    tenant_id: id,
    start_date: day(id),
    end_date: day(id + 365),
    monthly_rent: 700 + (id % 20) * 50,
    deposit: 1400,
    rent_due_day: 1 + (id % 28),
    status: id % 5 === 0 ? 'ended' : 'active',
    terms: text.repeat(5),
  }
}

function payment(id: number): Row {
  return {
    id,
    lease_id: 1 + (id % leases),
    amount: 700 + (id % 20) * 50,
    reference: `RE-${20260000 + id}`,
    method: pick(['bank', 'card', 'cash'], id),
    paid_on: day(id % 365),
    recorded_at: instant + id * 1000,
  }
}

function many(count: number, row: (id: number) => Row): Row[] {
  return Array.from({ length: count }, (_, at) => row(at + 1))
}

function pick(values: readonly string[], id: number): string {
  return values[id % values.length]!
}

/** The date that many days after the first of January 2025. */
function day(offset: number): string {
  return new Date(Date.UTC(2025, 0, 1 + offset)).toISOString().slice(0, 10)
}
