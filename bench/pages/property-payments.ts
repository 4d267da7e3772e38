import type { DatabaseSync } from 'node:sqlite'
import { Property } from '../data/models.ts'
import type { Case } from '../harness/bench-case.ts'
import { escape, prepared, type Query } from './hand-written.ts'
import type { Tools } from './tools.ts'

export const propertyPayments = `{% for property in properties %}<h2>{{ property.name }}</h2>
{% for lease in property.leases %}<h3>{{ lease.tenant.user.email }}</h3>
<ul>{% for payment in lease.payments %}<li>{{ payment.reference }}: {{ payment.amount }}</li>{% endfor %}</ul>
{% endfor %}{% endfor %}`

const city = 'Lisbon'

/** Lists in lists: the properties of a city, the leases of each with their tenants, the payments of each. */
export function propertyPaymentsCase({ connection, orm, djust, djustOnPlainDialect, templates }: Tools): Case {
  const context = () => ({ properties: Property.objects.filter({ city }).orderBy('id') })
  return {
    name: '50 properties, 100 leases, 600 payments',
    subjects: [
      { name: 'floor', run: floor(handWrittenQueries(connection)) },
      { name: 'djust', run: () => djust.render('property-payments.html', context()) },
      { name: 'djust, NodeSqliteDialect', run: () => djustOnPlainDialect.render('property-payments.html', context()) },
      {
        name: 'MikroORM fields',
        async run() {
          const fields = ['name', 'leases.tenant.user.email', 'leases.payments.reference', 'leases.payments.amount'] as const
          return templates.render('property-payments.html', {
            properties: await orm.em.fork().find(Property, { city }, { orderBy: { id: 'asc' }, fields }),
          })
        },
      },
      {
        name: 'MikroORM populate',
        async run() {
          const properties = await orm.em
            .fork()
            .find(Property, { city }, { orderBy: { id: 'asc' }, populate: ['leases.tenant.user', 'leases.payments'] })
          return templates.render('property-payments.html', { properties })
        },
      },
    ],
  }
}

interface Queries {
  readonly properties: Query<[id: number, name: string]>
  readonly leases: Query<[propertyId: number, id: number, email: string]>
  readonly payments: Query<[leaseId: number, reference: string, amount: number]>
}

/** One statement for each level, whose keys are one JSON parameter: what is faster than joins that repeat the city's condition. */
function handWrittenQueries(connection: DatabaseSync): Queries {
  return {
    properties: prepared(connection, 'select id, name from properties where city = ? order by id'),
    leases: prepared(
      connection,
      `select l.property_id, l.id, u.email from leases l join tenants t on t.id = l.tenant_id join users u on u.id = t.user_id
      where l.property_id in (select value from json_each(?)) order by l.id`,
    ),
    payments: prepared(
      connection,
      `select lease_id, reference, amount from payments where lease_id in (select value from json_each(?)) order by id`,
    ),
  }
}

function floor(queries: Queries): () => string {
  return () => {
    const properties = queries.properties(city)
    const leases = queries.leases(JSON.stringify(properties.map(([id]) => id)))
    const payments = queries.payments(JSON.stringify(leases.map(([, id]) => id)))
    const leasesOf = Map.groupBy(leases, ([id]) => id)
    const paymentsOf = Map.groupBy(payments, ([id]) => id)
    let out = ''
    for (const [propertyId, name] of properties) {
      out += `<h2>${escape(name)}</h2>\n`
      for (const [, leaseId, email] of leasesOf.get(propertyId) ?? []) {
        out += `<h3>${escape(email)}</h3>\n<ul>`
        for (const [, reference, amount] of paymentsOf.get(leaseId) ?? []) out += `<li>${escape(reference)}: ${amount}</li>`
        out += '</ul>\n'
      }
    }
    return out
  }
}
