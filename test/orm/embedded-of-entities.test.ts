import { defineEntity, MikroORM, p, SqliteDriver } from '@mikro-orm/sql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDjust, type Djust, manager } from '../../src/index.ts'
import { lazy, type MikroOrmDatabase, mikroOrm, nodeSqlite } from '../../src/orm/mikro-orm.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'

type Any = any

/** Code that the analysis can't see. */
const at = (row: object, ...names: string[]): Any => names.reduce<Any>((one, name) => one?.[name], row)

const common = {
  word: p.string().nullable(),
  since: p.date().nullable(),
  pay: p.decimal().precision(10).scale(2).nullable(),
  pin: p.string().hidden().nullable(),
}
const InnerSchema = defineEntity({
  name: 'Inner',
  embeddable: true,
  properties: { word: p.string().nullable(), boss: () => p.manyToOne(Owner).nullable() },
})
class Inner extends InnerSchema.class {
  get nameOfBoss(): string {
    return `${this.word} ${this.boss?.name}`
  }
}
InnerSchema.setClass(Inner)

const LinkSchema = defineEntity({
  name: 'Link',
  embeddable: true,
  properties: {
    ...common,
    owner: () => p.manyToOne(Owner).nullable(),
    other: () => p.manyToOne(Owner).ref().nullable(),
    inner: () => p.embedded(Inner).nullable(),
  },
})
class Link extends LinkSchema.class {
  get label(): string {
    return `${this.word} ${this.owner?.name}`
  }
  get unseen(): string {
    return at(this, 'owner', 'name') ?? 'none'
  }
}
LinkSchema.setClass(Link)

const NoteSchema = defineEntity({ name: 'Note', embeddable: true, properties: { ...common, of: () => p.manyToOne(Owner).nullable() } })
class Note extends NoteSchema.class {}
NoteSchema.setClass(Note)

const OwnerSchema = defineEntity({
  name: 'Owner',
  properties: {
    id: p.integer().primary(),
    name: p.string(),
    link: () => p.embedded(Link).nullable(),
    note: () => p.embedded(Note).object().nullable(),
    notes: () => p.embedded(Note).array().nullable(),
  },
})
class Owner extends OwnerSchema.class {
  static objects = manager(Owner)
  get hid(): Any {
    return at(this, 'link')
  }
  get hidNote(): Any {
    return at(this, 'note')
  }
  get ofOwner(): string {
    return at(this, 'link', 'owner', 'name') ?? 'none'
  }
  get ofBoss(): string {
    return at(this, 'link', 'inner', 'boss', 'name') ?? 'none'
  }
  get isOwn(): boolean {
    return (this.link?.owner as object) === this
  }
}
OwnerSchema.setClass(Owner)

let orm: MikroORM<SqliteDriver>
let database: MikroOrmDatabase
beforeAll(async () => {
  const entities = [Inner, Link, Note, Owner]
  orm = await MikroORM.init<SqliteDriver>({ driver: SqliteDriver, dbName: ':memory:', driverOptions: nodeSqlite(':memory:'), entities })
  await orm.schema.create()
  const note = '{"word":"n","since":"2024-01-02","pay":"12.50","pin":"SECRET","of":2}'
  for (const sql of [
    `insert into owner (id, name, link_word) values (2, 'Bob', 'two'), (3, 'Cyd', null)`,
    `insert into owner (id, name, link_word, link_since, link_pay, link_pin, link_owner_id, link_other_id, link_inner_word, link_inner_boss_id, note, notes)
     values (1, 'Ann', 'one', '2024-01-02', 12.5, 'SECRET', 1, 2, 'in', 2, '${note}', '[${note}]')`,
  ])
    await orm.em.fork().execute(sql)
  database = mikroOrm(orm)
})
afterAll(async () => {
  database.release()
  await orm.close()
})

const em = () => orm.em.fork()
const order = { orderBy: { id: 'asc' } } as const
const ways: Readonly<Record<string, () => Promise<{ readonly owners: unknown }>>> = {
  'a query': async () => ({ owners: Owner.objects.all().orderBy('id').using(em()) }),
  'a native call': async () => ({ owners: lazy(em()).find(Owner, {}, order) }),
  'a call that only MikroORM can run': async () => ({ owners: lazy(em()).find(Owner, {}, { ...order, populateWhere: {} }) }),
  entities: async () => ({ owners: await em().find(Owner, {}, order) }),
  'entities with all they lead to': async () => ({ owners: await em().find(Owner, {}, { ...order, populate: ['*'] }) }),
  'entities with a part': async () => ({ owners: await em().find(Owner, {}, { ...order, fields: ['name', 'link.word'] }) }),
  references: async () => ({ owners: [1, 2, 3].map((id) => em().getReference(Owner, id)) }),
}

const pages: readonly (readonly [body: string, html: string])[] = [
  ['{{ o.link.word }} {{ o.link.since }} {{ o.link.since|date:"Y" }} {{ o.link.pay }}', 'one Jan. 2, 2024 2024 12.50;two   ;   ;'],
  ['{{ o.link.label }}', 'one Ann;two undefined;;'],
  ['{{ o.link.owner.name }} {{ o.link.other.name }}', 'Ann Bob; ; ;'],
  ['{{ o.link.inner.nameOfBoss }}', 'in Bob;;;'],
  ['{{ o.link.unseen }}', 'Ann;none;;'],
  ['{{ o.hid.owner.name }} {{ o.hid.other.name }}', 'Ann Bob; ; ;'],
  ['{{ o.hid.pay }} {{ o.hid.since }} {{ o.hid.inner.boss.name }}', '12.50 Jan. 2, 2024 Bob;  ;  ;'],
  ['{{ o.ofOwner }} {{ o.ofBoss }} {{ o.isOwn }}', 'Ann Bob true;none none false;none none false;'],
  ['{% include names.0 with it=o %}', 'Ann/Bob/Bob/12.50;///;///;'],
  ['{% if o.link %}yes{% endif %}{% if o.link.inner %}in{% endif %}', 'yesin;yes;;'],
  ['{{ o.note.since }} {{ o.note.pay }} {{ o.hidNote.since }}', 'Jan. 2, 2024 12.50 Jan. 2, 2024;  ;  ;'],
  ['{% for n in o.notes %}{{ n.since }} {{ n.pay }}{% endfor %}', 'Jan. 2, 2024 12.50;;;'],
]

/** Hidden, or a relation inside of JSON. */
const refused = ['o.link.pin', 'o.hid.pin', 'o.note.pin', 'o.hidNote.pin', 'o.notes.0.pin', 'o.note.of', 'o.hidNote.of']

describe.each([true, false])('embedded objects with jitSerialization: %s', (jitSerialization) => {
  const templates: Record<string, string> = {
    'it.html': '{{ it.link.owner.name }}/{{ it.link.other.name }}/{{ it.link.inner.boss.name }}/{{ it.link.pay }}',
  }
  let djust: Djust
  beforeAll(() => {
    const logger = { warn() {}, error() {} }
    djust = createDjust({ orm: database, templates: memoryLoader(templates), jitSerialization, jitCacheBackend: 'memory', logger })
  })
  const render = (body: string, context: object) => {
    templates[body] = `{% for o in owners %}${body};{% endfor %}`
    return djust.render(body, { ...context, names: ['it.html'] })
  }

  describe.each(Object.entries(ways))('of %s', (_, owners) => {
    test.each(pages)('%s', async (body, html) => {
      expect(await render(body, await owners())).toBe(html)
    })

    test.each(refused)('%s is refused', async (path) => {
      await expect(render(`{{ ${path} }}`, await owners())).rejects.toThrow(/hidden|not loaded|unknown name/)
    })
  })

  test.each([
    ['link.pay', 'one Ann Bob;'],
    ['link.inner.boss', 'one Ann ;'],
    ['link.inner.boss.name', 'one Ann ;'],
    ['name', 'one Ann Bob;'],
  ])('a call that excludes %s', async (path, html) => {
    const owners = lazy(em()).find(Owner, { id: 1 }, { exclude: [path] as never })
    expect(await render('{{ o.link.word }} {{ o.link.owner.name }} {{ o.link.inner.boss.name }}', { owners })).toBe(html)
  })

  test('what was changed and not saved is what is shown, of a part too', async () => {
    const [ann] = await em().find(Owner, { id: 1 }, { fields: ['name', 'link.word', 'link.inner.word'] })
    const one = ann as unknown as Owner
    one.link!.word = 'changed'
    one.link!.inner!.word = 'inside'
    const body = '{{ o.link.label }} {{ o.link.pay }} {{ o.link.inner.nameOfBoss }} {{ o.isOwn }}'
    expect(await render(body, { owners: [one] })).toBe('changed Ann 12.50 inside Bob true;')
    expect(one.link!.pay).toBeUndefined()
    const fresh = await em().findOneOrFail(Owner, 2)
    fresh.link = { word: 'new', other: em().getReference(Owner, 3, { wrapped: true }) } as never
    expect(await render('{{ o.link.label }} {{ o.link.pay }} {{ o.link.other.name }}', { owners: [fresh] })).toBe('new undefined  Cyd;')
    const unsaved = em().create(Owner, { name: 'Eve', link: { word: 'first', owner: 1 } } as never, { persist: false })
    expect(await render('{{ o.link.label }} {{ o.link.pay }}', { owners: [unsaved] })).toBe('first Ann ;')
  })
})
