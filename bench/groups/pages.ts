import type { Group } from '../harness/bench-case.ts'
import { leaseDetail, leaseDetailCase } from '../pages/lease-detail.ts'
import { leaseList, leaseListCase } from '../pages/lease-list.ts'
import { postList, postListCase } from '../pages/post-list.ts'
import { propertyCounts, propertyCountsCase } from '../pages/property-counts.ts'
import { propertyPayments, propertyPaymentsCase } from '../pages/property-payments.ts'
import { openTools } from '../pages/tools.ts'

export const pages: Group = {
  name: 'pages',
  title: 'whole pages from the database to HTML, templates and plans known',
  subjects: {
    floor:
      'SQL written by hand for this page and a template literal with escaping. The statements are prepared once, on the very connection that the ORM uses (`DatabaseSync` of node:sqlite), and give rows as arrays.',
    'floor, rows as objects': 'The same with rows as objects by column name, which is what node:sqlite gives unless it is told otherwise.',
    'floor via em.getKysely()': "The floor's SQL through the ORM's Kysely, which prepares it each time and gives rows as objects.",
    djust:
      '`djust.render(template, { leases: Lease.objects… })`; MikroORM uses `nodeSqlite` of `djust/mikro-orm`, with which statements stay prepared.',
    'djust, NodeSqliteDialect': "The same with MikroORM's own dialect for node:sqlite, on a database of its own with the same rows.",
    'MikroORM fields': '`em.find` in a fork of its own with exactly the needed `fields`, and the same template rendered by djust.',
    'MikroORM populate':
      '`em.find` in a fork of its own with `populate`, as it is mostly written, and the same template rendered by djust.',
    'MikroORM N+1': '`em.find` of the leases alone; each relation is loaded when the loop comes to it.',
  },
  alsoComparedWith: 'djust',
  async *cases() {
    const tools = await openTools({
      'lease-list.html': leaseList,
      'lease-detail.html': leaseDetail,
      'property-payments.html': propertyPayments,
      'property-counts.html': propertyCounts,
      'post-list.html': postList,
    })
    yield leaseListCase(tools, 100)
    yield leaseListCase(tools, 10)
    yield leaseListCase(tools, 1000)
    yield leaseDetailCase(tools)
    yield propertyPaymentsCase(tools)
    yield propertyCountsCase(tools)
    yield postListCase(tools)
    await tools.close()
  },
}
