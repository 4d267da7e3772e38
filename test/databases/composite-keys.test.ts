import { defineEntity, p } from '@mikro-orm/sql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../../conformance/databases.ts'
import { openOrm, type OpenOrm } from '../../conformance/open-orm.ts'
import { mikroOrm, type MikroOrmDatabase } from '../../src/orm/mikro-orm.ts'
import { count } from '../../src/query/aggregates.ts'
import { manager } from '../../src/query/manager.ts'
import { whyNot } from '../support/services.ts'

const WardSchema = defineEntity({
  name: 'Ward',
  properties: { code: p.string().primary(), beds: () => p.oneToMany(Bed).mappedBy('ward') },
})
class Ward extends WardSchema.class {
  static objects = manager(Ward)
}
WardSchema.setClass(Ward)

const BedSchema = defineEntity({
  name: 'Bed',
  properties: {
    ward: () => p.manyToOne(Ward).primary(),
    label: p.string().primary(),
    stays: () => p.oneToMany(Stay).mappedBy('bed'),
    tags: () => p.manyToMany(Tag),
  },
})
class Bed extends BedSchema.class {
  static objects = manager(Bed)
}
BedSchema.setClass(Bed)

const TagSchema = defineEntity({
  name: 'Tag',
  properties: { id: p.integer().primary(), beds: () => p.manyToMany(Bed).mappedBy('tags') },
})
class Tag extends TagSchema.class {
  static objects = manager(Tag)
}
TagSchema.setClass(Tag)

const StaySchema = defineEntity({
  name: 'Stay',
  properties: {
    id: p.integer().primary(),
    nights: p.integer(),
    // Its ward is there also where the bed is not.
    ward: () => p.manyToOne(Ward).joinColumn('ward_code'),
    bed: () => p.manyToOne(Bed).nullable().joinColumns('ward_code', 'bed_label'),
    tag: () => p.manyToOne(Tag).nullable(),
  },
})
class Stay extends StaySchema.class {
  static objects = manager(Stay)
}
StaySchema.setClass(Stay)

const PatientSchema = defineEntity({
  name: 'Patient',
  properties: { id: p.integer().primary(), files: () => p.oneToOne(File).mappedBy('patient').nullable() },
})
class Patient extends PatientSchema.class {
  static objects = manager(Patient)
}
PatientSchema.setClass(Patient)

const FileSchema = defineEntity({
  name: 'File',
  properties: { patient: () => p.oneToOne(Patient).primary().owner(), entries: () => p.oneToMany(Entry).mappedBy('file') },
})
class File extends FileSchema.class {
  static objects = manager(File)
}
FileSchema.setClass(File)

const EntrySchema = defineEntity({ name: 'Entry', properties: { id: p.integer().primary(), file: () => p.manyToOne(File).nullable() } })
class Entry extends EntrySchema.class {
  static objects = manager(Entry)
}
EntrySchema.setClass(Entry)

const beds = [
  ['a', 'x'],
  ['a', "x','"],
  ['a', 'y'],
  ["a','x", ''],
  ['b', 'x'],
  ['b', 'é'],
] as const
/** The place of the bed, or the ward alone, and the tag. */
const stays: readonly (readonly [bed: number | string, tag: number | null])[] = [
  [0, 1],
  [0, 1],
  [1, 2],
  [2, 1],
  [3, null],
  ['a', 2],
  [4, 2],
  [4, null],
  [5, 2],
  ['b', 1],
  ['b', 1],
]
const tagged = [
  [1, 2],
  [1, 3],
  [1, 4],
  [2, 4],
  [2, 5],
] as const

for (const database of databases) {
  const reason = whyNot(database)
  describe.skipIf(reason !== undefined)(`${database}: keys of several fields${reason ? ` (${reason})` : ''}`, () => {
    let opened: OpenOrm
    let orm: MikroOrmDatabase
    beforeAll(async () => {
      opened = await openOrm(database, { entities: [Ward, Bed, Tag, Stay, Patient, File, Entry] })
      orm = mikroOrm(opened.orm)
      await opened.createTables()
      const em = opened.orm.em.fork()
      for (const code of new Set(beds.map(([ward]) => ward))) em.create(Ward, { code })
      const tags = [1, 2, 3].map((id) => em.create(Tag, { id }))
      const made = beds.map(([ward, label]) => em.create(Bed, { ward, label }))
      for (const [tag, bed] of tagged) made[bed]!.tags.add(tags[tag - 1]!)
      const files = [1, 2].map((id) => em.create(File, { patient: em.create(Patient, { id }) }))
      ;[files[0]!, files[1]!, files[0]!, null].forEach((file, i) => em.create(Entry, { id: i + 1, file }))
      await em.flush()
      await em.insertMany(
        Stay,
        stays.map(([bed, tag], id) => {
          const [ward, label] = typeof bed === 'number' ? beds[bed]! : [bed, null]
          return { id: id + 1, nights: id % 3, ward, bed: label === null ? null : [ward, label], tag }
        }),
      )
    })
    afterAll(async () => {
      orm.release()
      await opened.close()
    })

    const bedsOf = (rows: typeof stays): (number | string)[] => rows.map(([bed]) => bed).filter((bed) => typeof bed === 'number')
    const different = (rows: readonly unknown[]): number => new Set(rows).size

    test('related rows are counted once each', async () => {
      const wards = Ward.objects
        .annotate({
          stays: count('beds.stays'),
          tags: count('beds.stays.tag', { distinct: true }),
          all: count('beds.stays.tag'),
          ids: count('beds.stays.tag.id', { distinct: true }),
          places: count('beds', { distinct: true }),
        })
        .orderBy('code')
      const counts = { stays: 0, tags: 0, all: 0, ids: 0, places: 0 }
      expect(await wards.values('code', ...(Object.keys(counts) as ['stays']))).toEqual([
        { code: 'a', stays: 4, tags: 2, all: 4, ids: 2, places: 3 },
        { code: "a','x", stays: 1, tags: 0, all: 0, ids: 0, places: 1 },
        { code: 'b', stays: 3, tags: 1, all: 2, ids: 1, places: 2 },
      ])
      const tags = Tag.objects.annotate({
        siblings: count('beds.tags', { distinct: true }),
        again: count('beds.tags.beds', { distinct: true }),
        short: count('beds.tags.beds', { distinct: true, filter: { label: { ne: 'x' } } }),
      })
      expect(await tags.orderBy('id').valuesList('siblings', 'again', 'short')).toEqual([
        [2, 4, 3],
        [2, 4, 3],
        [0, 0, 0],
      ])
    })

    test('rows of a relation are counted once each', async () => {
      const annotations = {
        n: count(),
        with: count('bed'),
        beds: count('bed', { distinct: true }),
        long: count('bed', { distinct: true, filter: { nights: { gt: 0 } } }),
        tags: count('tag', { distinct: true }),
        wards: count('bed.ward', { distinct: true }),
        linked: count('bed.tags.beds', { distinct: true }),
      }
      const links = (bed: number | string): number[] =>
        tagged.filter(([, one]) => one === bed).flatMap(([tag]) => tagged.flatMap(([other, at]) => (other === tag ? [at] : [])))
      const facts = (rows: typeof stays) => {
        const known = bedsOf(rows)
        const long = bedsOf(rows.filter((row) => stays.indexOf(row) % 3 > 0))
        return {
          n: rows.length,
          with: known.length,
          beds: different(known),
          long: different(long),
          tags: different(rows.flatMap(([, tag]) => (tag === null ? [] : [tag]))),
          wards: different(known.map((bed) => beds[bed as number]![0])),
          linked: different(known.flatMap(links)),
        }
      }
      expect(await Stay.objects.aggregate(annotations)).toEqual(facts(stays))
      const groups = await Stay.objects.values('tag.id').annotate(annotations)
      expect(groups).toEqual([null, 1, 2].map((id) => ({ tag: { id }, ...facts(stays.filter(([, tag]) => tag === id)) })))
    })

    test('entities stand for their keys, by one and in lists', async () => {
      const em = opened.orm.em.fork()
      const bed = async (n: number): Promise<Bed> => em.findOneOrFail(Bed, { ward: beds[n]![0], label: beds[n]![1] })
      const of = (...wanted: number[]): number[] => stays.flatMap(([at], i) => (wanted.includes(at as number) ? [i + 1] : []))
      const ids = (condition: object) => Stay.objects.filter(condition).orderBy('id').flat('id')
      for (const n of beds.keys()) expect(await ids({ bed: await bed(n) })).toEqual(of(n))
      expect(await ids({ bed: em.getReference(Bed, ['b', 'é']) })).toEqual(of(5))
      expect(await ids({ bed: [await bed(1), await bed(4)] })).toEqual(of(1, 4))
      expect(await ids({ bed: { in: [await bed(3)] } })).toEqual(of(3))
      expect(
        await ids({
          bed: {
            in: [
              { ward: 'a', label: 'x' },
              { ward: (await bed(4)).ward, label: 'é' },
            ],
          },
        }),
      ).toEqual(of(0, 5))
      expect(await ids({ bed: [{ ward: 'A', label: 'x' }] })).toEqual([])
      expect(await ids({ bed: [] })).toEqual([])
      const all = stays.map((_, i) => i + 1)
      expect(await ids({ bed: { notIn: [] } })).toEqual(all)
      expect(await ids({ bed: { notIn: [await bed(0), await bed(4)] } })).toEqual(all.filter((id) => !of(0, 4).includes(id)))
      expect(await ids({ bed: { ne: await bed(0) } })).toEqual(all.filter((id) => !of(0).includes(id)))
      expect(
        await Tag.objects
          .filter({ beds: [await bed(2), await bed(5)] })
          .orderBy('id')
          .flat('id'),
      ).toEqual([1, 2])
      expect(await Stay.objects.aggregate({ n: count('bed', { filter: { bed: [await bed(0)] } }) })).toEqual({ n: of(0).length })

      const file = await em.findOneOrFail(File, { patient: 1 })
      const entries = (condition: object) => Entry.objects.filter(condition).orderBy('id').flat('id')
      expect(await entries({ file })).toEqual([1, 3])
      expect(await entries({ file: [file, 2] })).toEqual([1, 2, 3])
      expect(await entries({ file: { ne: file } })).toEqual([2, 4])
      expect(await entries({ file: em.getReference(File, 2) })).toEqual([2])
      expect(await Patient.objects.filter({ files: file }).flat('id')).toEqual([1])
      await expect(entries({ file: new File() })).rejects.toThrow(
        '"file" of Entry is compared with an object of class File that has no patient.',
      )
      await expect(ids({ bed: 'a' })).rejects.toThrow('Give an object: { ward: …, label: … }.')
    })
  })
}
