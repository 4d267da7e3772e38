import { once } from 'node:events'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DatabaseName } from '../../conformance/databases.ts'
import type { RenderReport } from '../../src/engine/report.ts'
import { DjustError } from '../../src/error.ts'
import { raw } from '../../src/query/expression.ts'
import { leftOut } from '../support/services.ts'
import { openRows, Row, type Rows } from './support/rows.ts'

const count = 700
const databases: readonly DatabaseName[] = ['sqlite', 'pglite', 'postgres', 'mariadb']
const templates = {
  'names.html': '{% for row in rows %}{{ forloop.counter }} {{ row.name }}{% if forloop.last %} the end{% endif %}\n{% endfor %}',
  'notes.html':
    '{% for row in rows %}{{ row.name }}:{% for note in row.notes %} {{ note.text }}{% endfor %} {{ row.notes|length }}\n{% empty %}none{% endfor %}',
  'tested.html': '{% if rows %}<ul>{% include "item.html" %}</ul>{% else %}nothing{% endif %}',
  'item.html': '{% for row in rows %}<li>{{ row.name }}</li>{% endfor %}',
  'fragile.html': 'a\n{% for row in rows %}{{ row.fragile }}{{ filler }}\n{% endfor %}',
  'surprising.html': '{% for row in rows %}{{ row.surprising }}{{ filler }}\n{% endfor %}',
}
const filler = 'x'.repeat(100)

describe.each(databases)('on %s', (database) => {
  const skipped = database === 'postgres' || database === 'mariadb' ? leftOut(database) : undefined
  let rows: Rows
  beforeAll(async () => {
    if (!skipped) rows = await openRows(database, count)
  })
  afterAll(async () => rows?.close())

  describe.skipIf(skipped)('a page of many rows', () => {
    test.each(Object.keys(templates).slice(0, 3))('%s is what it is as a whole, in chunks of one moment', async (name) => {
      const djust = rows.djust(templates)
      for (const query of [
        Row.objects.orderBy('-name'),
        Row.objects.filter({ id: { gt: 3 } }).slice(10, 690),
        Row.objects.filter({ id: 0 }),
      ]) {
        const whole = await djust.render(name, { rows: query })
        const pieces = await Readable.from(djust.renderPieces(name, { rows: query })).toArray()
        expect(pieces.join('')).toBe(whole)
      }
      expect(rows.pulled.open).toBe(0)
    })

    test('sends its first piece before the last row was read, and runs a statement of lists a chunk', async () => {
      const djust = rows.djust(templates)
      const before = rows.pulled.rows
      let report: RenderReport | undefined
      const pieces = djust.renderPieces('notes.html', { rows: Row.objects.orderBy('id') }, { onReport: (given) => (report = given) })
      expect((await pieces.next()).value).toContain('row 1:')
      const first = rows.queries.filter((query) => / from [`"]numbered[`"]/.test(query))
      expect(rows.pulled.rows - before).toBe(database === 'mariadb' ? 0 : 500)
      if (database === 'mariadb') expect(first.at(-1)).toContain('500 results')
      for await (const _ of pieces);
      const statements = report!.statements.map(({ model, rows: found }) => `${model} ${found}`)
      const notes = ['Note 166', 'Note 67']
      expect(statements).toEqual(database === 'mariadb' ? ['Row 500', notes[0], 'Row 200', notes[1]] : [...notes, `Row ${count}`])
    })

    test('reads on only as it is read', async () => {
      const pieces = rows.djust(templates).renderPieces('names.html', { rows: Row.objects.all() }, { chunk: 50 })
      rows.queries.length = 0
      const before = rows.pulled.rows
      for (let i = 0; i < 3; i++) await pieces.next()
      const read = database === 'mariadb' ? rows.queries.filter((query) => query.includes('limit')).length * 50 : rows.pulled.rows - before
      expect(read).toBeGreaterThan(0)
      expect(read).toBeLessThanOrEqual(250)
      await pieces.return()
      expect(rows.pulled.open).toBe(0)
    })

    test('loads first what it reads in another way', async () => {
      const djust = rows.djust({
        twice: '{% for row in rows %}{{ row.id }}{% endfor %}{% for row in rows %}{{ row.name }}{% endfor %}',
        nested: '{% for one in "ab" %}{% for row in rows %}{{ row.id }}{% endfor %}{% endfor %}',
        length: '{{ rows|length }}{% for row in rows %}{{ row.id }}{% endfor %}',
        filtered: '{% filter upper %}{% for row in rows %}{{ row.name }}{% endfor %}{% endfilter %}',
        reversed: '{% for row in rows reversed %}{{ row.id }}{% endfor %}',
        regrouped: '{% regroup rows by tenant as groups %}{% for group in groups %}{{ group.grouper }}{% endfor %}',
        included: '{% include "part" %}{% include "part" %}',
        part: '{% for row in rows %}{{ row.id }}{% endfor %}',
        promised: '{% for row in rows %}{{ row.later }}{% endfor %}',
        debug: '{% for row in rows %}{{ row.id }}{% endfor %}{% debug %}',
      })
      const before = rows.pulled.sessions
      for (const name of ['twice', 'nested', 'length', 'filtered', 'reversed', 'regrouped', 'included', 'promised', 'debug']) {
        const whole = await djust.render(name, { rows: Row.objects.orderBy('id') })
        const pieces = await Readable.from(djust.renderPieces(name, { rows: Row.objects.orderBy('id') }, { chunk: 10 })).toArray()
        expect(pieces.join('') === whole, name).toBe(true)
      }
      // A few rows need no cursor either.
      await Readable.from(djust.renderPieces('part', { rows: Row.objects.all().slice(0, 500) })).toArray()
      expect(rows.pulled.sessions).toBe(before)
    })

    test('counts its rows where the page asks how many there are', async () => {
      const djust = rows.djust({
        page: '{% for row in rows %}{{ forloop.revcounter }}{% include "part" %},{% endfor %}',
        part: '{{ forloop.last|yesno }}',
      })
      const query = Row.objects.filter({ id: { lte: 30 } })
      const pieces = await Readable.from(djust.renderPieces('page', { rows: query }, { chunk: 7 })).toArray()
      expect(pieces.join('')).toBe(await djust.render('page', { rows: query }))
      expect(pieces.join('')).toMatch(/^30no,29no,.*1yes,$/)
    })

    test('says in which row it failed, and before its first piece fails as ever', async () => {
      const djust = rows.djust(templates)
      const pieces = djust.renderPieces('fragile.html', { rows: Row.objects.orderBy('id'), filler })
      expect((await pieces.next()).done).toBe(false)
      await expect(Readable.from(pieces).toArray()).rejects.toThrow(
        /fragile\.html:2:\d+: row\.fragile failed: 613 is no good \(in row 613 of the loop\)/,
      )
      const early = djust.renderPieces('fragile.html', { rows: Row.objects.filter({ id: { gt: 550 } }).orderBy('-id'), filler: '' })
      await expect(early.next()).rejects.toThrow('613 is no good')
      await expect(djust.renderPieces('names.html', { rows: Row.objects.filter({ nothing: 1 } as never) }).next()).rejects.toThrow(
        DjustError,
      )
      expect(rows.pulled.open).toBe(0)
    })

    test('reads anew what was not foreseen as long as nothing was sent, then only from the next request on', async () => {
      const quiet = { logger: { warn: () => undefined, error: () => undefined } }
      const all = () => ({ rows: Row.objects.orderBy('id'), filler })
      const djust = rows.djust(templates, quiet)
      const late = Readable.from(djust.renderPieces('surprising.html', all())).toArray()
      await expect(late).rejects.toMatchObject({
        code: 'render/too-late',
        hint: expect.stringContaining("static reads = { surprising: ['notes'] }"),
      })
      const next = await Readable.from(djust.renderPieces('surprising.html', all())).toArray()
      expect(next.join('')).toBe(await djust.render('surprising.html', all()))
      const early = { rows: Row.objects.orderBy('-id'), filler }
      const other = await Readable.from(rows.djust(templates, quiet).renderPieces('surprising.html', early)).toArray()
      expect(other.join('')).toBe(await djust.render('surprising.html', early))
      expect(rows.pulled.open).toBe(0)
    })

    test('keeps to the filters of its em', async () => {
      const em = rows.orm.em.fork()
      em.setFilterParams('tenant', { tenant: 2 })
      em.addFilter({ name: 'own', cond: { tenant: 2 }, entity: Row, default: true })
      const text = (
        await Readable.from(rows.djust(templates).renderPieces('names.html', { rows: Row.objects.orderBy('id') }, { using: em })).toArray()
      ).join('')
      expect(text.split('\n')).toHaveLength(count / 2 + 1)
      expect(text).not.toMatch(/row \d*[13579]\b/)
    })

    test('sees what its transaction wrote', async () => {
      const djust = rows.djust(templates)
      await rows.orm.em
        .fork()
        .transactional(async (em) => {
          await em.insert(Row, { id: count + 1, name: 'own', tenant: 1 } as never)
          const query = Row.objects.orderBy('id').using(em)
          const text = (await Readable.from(djust.renderPieces('notes.html', { rows: query })).toArray()).join('')
          expect(text).toContain('own:')
          expect(text).toBe(await djust.render('notes.html', { rows: query }))
          throw new Error('take it back')
        })
        .catch((error: Error) => expect(error.message).toBe('take it back'))
    })

    test('gives its connection back when nobody reads it any more', async () => {
      const djust = rows.djust(templates)
      for (let round = 0; round < 50; round++) {
        const reader = djust.renderStream('notes.html', { rows: Row.objects.orderBy('id') }, { chunk: 100 }).getReader()
        expect((await reader.read()).done).toBe(false)
        await reader.cancel()
      }
      // More at once than the pool has connections.
      await Promise.all(
        Array.from({ length: 30 }, async () => {
          const stream = Readable.from(djust.renderPieces('notes.html', { rows: Row.objects.orderBy('id') }))
          await once(stream, 'readable')
          stream.destroy()
          await once(stream, 'close')
        }),
      )
      expect(await Row.objects.all().count()).toBe(count)
      expect(await djust.render('names.html', { rows: Row.objects.all().slice(0, 1) })).toBe('1 row 1 the end\n')
    })
  })

  test.skipIf(skipped ?? (database === 'sqlite' || database === 'pglite'))('sees the rows of one moment', async () => {
    const pieces = rows.djust(templates).renderPieces('notes.html', { rows: Row.objects.orderBy('id') })
    let text = (await pieces.next()).value as string
    const em = rows.orm.em.fork()
    await em.execute('update numbered set name = ? where id = ?', ['changed', 690])
    await em.execute('delete from note where id = ?', [230])
    for await (const piece of pieces) text += piece
    expect(text).toContain('row 690:')
    expect(text).toContain('note 230 ')
    await em.execute('update numbered set name = ? where id = ?', ['row 690', 690])
    await em.execute('insert into note (id, row_id, text) values (230, 690, ?)', ['note 230'])
  })

  test.skipIf(skipped ?? (database === 'sqlite' || database === 'pglite'))('a statement that runs is stopped', async () => {
    const slow = database === 'postgres' ? raw('length(pg_sleep(?)::text)', [30], 'integer') : raw('sleep(?)', [30], 'integer')
    const query = Row.objects.annotate({ slow }).orderBy('id')
    const pieces = rows.djust({ page: '{% for row in rows %}{{ row.slow }}{% endfor %}' }).renderPieces('page', { rows: query })
    const first = pieces.next().then(
      () => 'a piece',
      () => 'stopped',
    )
    while (!rows.queries.some((query_) => /^(?:begin|start transaction)/.test(query_)))
      await new Promise((resolve) => setTimeout(resolve, 5))
    await new Promise((resolve) => setTimeout(resolve, 50))
    await pieces.return()
    expect(await first).toBe('stopped')
  })
})
