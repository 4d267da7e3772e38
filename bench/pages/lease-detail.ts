import { Lease } from '../data/models.ts'
import type { Case } from '../harness/bench-case.ts'
import { escape, prepared, viaKysely } from './hand-written.ts'
import type { Tools } from './tools.ts'

export const leaseDetail = `<h1>{{ lease.property.name }}</h1>
<p>{{ lease.property.address }}, {{ lease.property.city }}</p>
<p>{{ lease.tenantName }} ({{ lease.tenant.user.email }}), {{ lease.tenant.phone }}</p>
<p>{{ lease.monthlyRent }} a month, {{ lease.status }}</p>`

const sql = `select p.name, p.address, p.city, u.first_name, u.last_name, u.email, t.phone, l.monthly_rent, l.status from leases l
  join properties p on p.id = l.property_id join tenants t on t.id = l.tenant_id join users u on u.id = t.user_id
  where l.id = ?`

const id = 420

type DetailRow = [
  name: string,
  address: string,
  city: string,
  first: string,
  last: string,
  email: string,
  phone: string,
  rent: number,
  status: string,
]
type DetailRecord = Readonly<Record<'name' | 'address' | 'city' | 'first_name' | 'last_name' | 'email' | 'phone' | 'status', string>> & {
  readonly monthly_rent: number
}

/** One row with its relations, and a getter of the model that goes through two of them. */
export function leaseDetailCase({ connection, orm, djust, djustOnPlainDialect, templates }: Tools): Case {
  const lease = prepared<DetailRow>(connection, sql)
  const context = () => ({ lease: Lease.objects.get({ id }) })
  return {
    name: 'one lease',
    subjects: [
      {
        name: 'floor',
        run() {
          const [name, address, city, first, last, email, phone, rent, status] = lease(id)[0]!
          return page(name, address, city, `${first} ${last}`, email, phone, rent, status)
        },
      },
      {
        name: 'floor via em.getKysely()',
        async run() {
          const [row] = await viaKysely<DetailRecord>(orm, sql, [id])
          const { name, address, city, first_name, last_name, email, phone, monthly_rent, status } = row!
          return page(name, address, city, `${first_name} ${last_name}`, email, phone, monthly_rent, status)
        },
      },
      { name: 'djust', run: () => djust.render('lease-detail.html', context()) },
      { name: 'djust, NodeSqliteDialect', run: () => djustOnPlainDialect.render('lease-detail.html', context()) },
      {
        name: 'MikroORM populate',
        run: async () =>
          templates.render('lease-detail.html', {
            lease: await orm.em.fork().findOneOrFail(Lease, { id }, { populate: ['property', 'tenant.user'] }),
          }),
      },
    ],
  }
}

function page(
  name: string,
  address: string,
  city: string,
  tenant: string,
  email: string,
  phone: string,
  rent: number,
  status: string,
): string {
  return `<h1>${escape(name)}</h1>
<p>${escape(address)}, ${escape(city)}</p>
<p>${escape(tenant)} (${escape(email)}), ${escape(phone)}</p>
<p>${rent} a month, ${escape(status)}</p>`
}
