import { defineEntity, p } from '@mikro-orm/sql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../../conformance/databases.ts'
import { openOrm, type OpenOrm } from '../../conformance/open-orm.ts'
import { mikroOrm, type MikroOrmDatabase } from '../../src/orm/mikro-orm.ts'
import { col } from '../../src/query/expression.ts'
import { manager } from '../../src/query/manager.ts'
import { whyNot } from '../support/services.ts'

/** All but the last are in Latin-1; "Ã©" has the bytes there that "é" has in UTF-8. */
const texts = ['e', 'E', 'é', 'É', 'Ã©', 'e ', ' e', 'straße', 'strasse', 'STRASSE', '', '[', '%', '日本'] as const
const latin = texts.slice(0, -1)

function wordsOf(characters: string) {
  const WordSchema = defineEntity({
    name: 'Word',
    properties: {
      id: p.integer().primary(),
      plain: p.string(),
      kind: p.enum(['old', 'new']).nullable(),
      same: p.string(),
      old: p.string().columnType(`varchar(20)${characters}`).index(),
      folded: p
        .string()
        .columnType(`varchar(20)${characters && ' character set utf8mb4 collate utf8mb4_unicode_ci'}`)
        .index(),
    },
  })
  class Word extends WordSchema.class {
    static objects = manager(Word)
  }
  WordSchema.setClass(Word)
  return Word
}

for (const database of databases) {
  const reason = whyNot(database)
  describe.skipIf(reason !== undefined)(`${database}: text equals only itself${reason ? ` (${reason})` : ''}`, () => {
    const Word = wordsOf(database === 'mariadb' ? ' character set latin1' : '')
    let opened: OpenOrm
    let orm: MikroOrmDatabase
    beforeAll(async () => {
      opened = await openOrm(database, { entities: [Word] })
      orm = mikroOrm(opened.orm)
      await opened.createTables()
      const em = opened.orm.em.fork()
      texts.forEach((text, i) => {
        const other = texts[(i + 1) % texts.length]!
        em.create(Word, {
          id: i + 1,
          plain: text,
          kind: i < 2 ? 'old' : i < 4 ? 'new' : null,
          same: i % 2 ? text : other,
          old: latin[i % latin.length]!,
          folded: text,
        })
      })
      await em.flush()
    })
    afterAll(async () => {
      orm.release()
      await opened.close()
    })

    const ids = async (condition: object) => (await Word.objects.filter(condition).orderBy('id')).map(({ id }) => id)
    const where = (holds: (text: string, i: number) => boolean) => texts.flatMap((text, i) => (holds(text, i) ? [i + 1] : []))
    const oldAt = (i: number) => latin[i % latin.length]!

    test.each(['plain', 'folded', 'old'] as const)('a column and what is given: %s', async (column) => {
      const at = (i: number) => (column === 'old' ? oldAt(i) : texts[i]!)
      // MariaDB refuses to compare a column with what its characters can't write.
      for (const text of column === 'old' ? latin : texts) {
        expect([text, await ids({ [column]: text })]).toEqual([text, where((_, i) => at(i) === text)])
        expect([text, await ids({ [column]: { ne: text } })]).toEqual([text, where((_, i) => at(i) !== text)])
        expect([text, await ids({ [column]: [text, 'é'] })]).toEqual([text, where((_, i) => at(i) === text || at(i) === 'é')])
      }
    })

    test('an enum', async () => {
      expect(await ids({ kind: 'old' })).toEqual([1, 2])
      expect(await ids({ kind: { ne: 'old' }, id: { lt: 6 } })).toEqual([3, 4, 5])
      for (const other of ['OLD', 'old ', 'öld']) {
        expect(await ids({ kind: other as 'old' })).toEqual([])
        expect(await ids({ kind: [other as 'old', 'new'] })).toEqual([3, 4])
        expect(await ids({ kind: { ne: other as 'old' }, id: { lt: 3 } })).toEqual([1, 2])
      }
    })

    test.each(['plain', 'folded', 'old', 'same'] as const)('two columns: %s', async (column) => {
      const at = (i: number) =>
        column === 'old' ? oldAt(i) : column === 'same' ? (i % 2 ? texts[i]! : texts[(i + 1) % texts.length]!) : texts[i]!
      for (const other of ['plain', 'folded'] as const) {
        expect(await ids({ [column]: col(other) })).toEqual(where((text, i) => at(i) === text))
        expect(await ids({ [other]: col(column) })).toEqual(where((text, i) => at(i) === text))
        expect(await ids({ [column]: { ne: col(other) } })).toEqual(where((text, i) => at(i) !== text))
      }
    })
  })
}
