import type { DatabaseSync } from 'node:sqlite'
import { wrap } from '@mikro-orm/core'
import { Lease } from '../data/models.ts'
import type { Case, Subject } from '../harness/bench-case.ts'
import { escape, prepared, shortDate, viaKysely } from './hand-written.ts'
import type { Tools } from './tools.ts'

export const leaseList = `<table>
{% for lease in leases %}<tr><td>{{ lease.property.name }}</td><td>{{ lease.tenant.user.email }}</td><td>{{ lease.endDate|date:"M d, Y" }}</td></tr>
{% endfor %}</table>`

// A bound limit would make SQLite prepare the statement anew for each run.
const sqlOf = (rows: number) => `select p.name, u.email, l.end_date from leases l
  join properties p on p.id = l.property_id join tenants t on t.id = l.tenant_id join users u on u.id = t.user_id
  order by l.id limit ${rows}`

type LeaseRecord = Readonly<Record<'name' | 'email' | 'end_date', string>>

/** Three paths through to-one relations, for so many leases. */
export function leaseListCase(tools: Tools, rows: number): Case {
  const subjects = [...handWritten(tools, rows), ...withDjust(tools, rows), ...withMikroOrm(tools, rows)]
  return { name: `leases, ${rows.toLocaleString('en')} rows`, subjects }
}

function handWritten({ connection, orm }: Tools, rows: number): Subject[] {
  return [
    { name: 'floor', run: leaseListFloor(connection, rows) },
    { name: 'floor, rows as objects', run: objectsFloor(connection, rows) },
    {
      name: 'floor via em.getKysely()',
      async run() {
        let out = ''
        for (const { name, email, end_date } of await viaKysely<LeaseRecord>(orm, sqlOf(rows), [])) out += row(name, email, end_date)
        return `<table>\n${out}</table>`
      },
    },
  ]
}

/** The page by hand. */
export function leaseListFloor(connection: DatabaseSync, rows: number): () => string {
  const leases = prepared<[name: string, email: string, endDate: string]>(connection, sqlOf(rows))
  return () => {
    let out = ''
    for (const [name, email, endDate] of leases()) out += row(name, email, endDate)
    return `<table>\n${out}</table>`
  }
}

function objectsFloor(connection: DatabaseSync, rows: number): () => string {
  const statement = connection.prepare(sqlOf(rows))
  return () => {
    let out = ''
    for (const { name, email, end_date } of statement.all() as unknown as LeaseRecord[]) out += row(name, email, end_date)
    return `<table>\n${out}</table>`
  }
}

function row(name: string, email: string, endDate: string): string {
  return `<tr><td>${escape(name)}</td><td>${escape(email)}</td><td>${shortDate(endDate)}</td></tr>\n`
}

function withDjust({ djust, djustOnPlainDialect }: Tools, rows: number): Subject[] {
  const context = () => ({ leases: Lease.objects.orderBy('id').slice(0, rows) })
  return [
    { name: 'djust', run: () => djust.render('lease-list.html', context()) },
    { name: 'djust, NodeSqliteDialect', run: () => djustOnPlainDialect.render('lease-list.html', context()) },
  ]
}

function withMikroOrm({ orm, templates }: Tools, limit: number): Subject[] {
  const render = (leases: readonly object[]) => templates.render('lease-list.html', { leases })
  const options = { orderBy: { id: 'asc' }, limit } as const
  return [
    {
      name: 'MikroORM fields',
      run: async () =>
        render(await orm.em.fork().find(Lease, {}, { ...options, fields: ['endDate', 'property.name', 'tenant.user.email'] })),
    },
    {
      name: 'MikroORM populate',
      run: async () => render(await orm.em.fork().find(Lease, {}, { ...options, populate: ['property', 'tenant.user'] })),
    },
    {
      name: 'MikroORM N+1',
      async run() {
        const leases = await orm.em.fork().find(Lease, {}, options)
        for (const { property, tenant } of leases) {
          await wrap(property).init()
          await wrap(tenant).init()
          await wrap(tenant.user).init()
        }
        return render(leases)
      },
    },
  ]
}
