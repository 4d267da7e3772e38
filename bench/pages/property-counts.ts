import { Property } from '../data/models.ts'
import type { Case } from '../harness/bench-case.ts'
import { escape, prepared } from './hand-written.ts'
import type { Tools } from './tools.ts'

export const propertyCounts = `<ul>
{% for p in properties %}<li>{{ p.name }}: {{ p.leases|length }}</li>
{% endfor %}</ul>`

const rows = 100

const sql = `select p.name, (select count(*) from leases l where l.property_id = p.id) from properties p order by p.id limit ${rows}`

/** A list that is only counted. */
export function propertyCountsCase({ connection, orm, djust, djustOnPlainDialect, templates }: Tools): Case {
  const properties = prepared<[name: string, leases: number]>(connection, sql)
  const context = () => ({ properties: Property.objects.orderBy('id').slice(0, rows) })
  return {
    name: `lease counts of ${rows} properties`,
    subjects: [
      {
        name: 'floor',
        run() {
          let out = ''
          for (const [name, count] of properties()) out += `<li>${escape(name)}: ${count}</li>\n`
          return `<ul>\n${out}</ul>`
        },
      },
      { name: 'djust', run: () => djust.render('property-counts.html', context()) },
      { name: 'djust, NodeSqliteDialect', run: () => djustOnPlainDialect.render('property-counts.html', context()) },
      {
        name: 'MikroORM populate',
        async run() {
          const properties = await orm.em.fork().find(Property, {}, { orderBy: { id: 'asc' }, limit: rows, populate: ['leases'] })
          return templates.render('property-counts.html', { properties })
        },
      },
    ],
  }
}
