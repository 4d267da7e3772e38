/** Prints, as JSON, the most memory of JavaScript that a page of so many rows held, as a whole or in pieces: `memory-of.ts 100000 pieces`. */
import { openRows, Row } from './rows.ts'

const count = Number(process.argv[2])
const rows = await openRows('sqlite', 0, { debug: false })
await rows.orm.em.fork().execute(
  `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count})
   insert into numbered (id, name, tenant) select i, 'the name of row ' || i, 1 from n`,
)
await rows.orm.em.fork().execute(`insert into note (id, row_id, text) select id, id, 'note of ' || name from numbered`)
const djust = rows.djust({
  page: '{% for row in rows %}<tr><td>{{ row.name }}</td><td>{% for note in row.notes %}{{ note.text }}{% endfor %}</td></tr>\n{% endfor %}',
})
const collect = (globalThis as { gc?: () => void }).gc!
const used = (): number => (collect(), process.memoryUsage().heapUsed)
// Once small, so that code is compiled.
for await (const _ of djust.renderPieces('page', { rows: Row.objects.orderBy('id').slice(0, 600) }));
const before = used()
let most = 0
let [bytes, pieces, statements] = [0, 0, 0]
const onReport = (report: { statements: readonly unknown[] }): void => void (statements = report.statements.length)
if (process.argv[3] === 'whole') {
  const html = await djust.render('page', { rows: Row.objects.orderBy('id') }, { onReport })
  most = used() - before
  bytes = html.length
} else {
  for await (const piece of djust.renderPieces('page', { rows: Row.objects.orderBy('id') }, { onReport })) {
    bytes += piece.length
    if (pieces++ % 10 === 0) most = Math.max(most, used() - before)
  }
}
process.stdout.write(JSON.stringify({ mostKb: Math.round(most / 1024), bytes, pieces, statements, pulled: rows.pulled.rows }))
await rows.close()
