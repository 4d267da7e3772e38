import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { col, count, max } from '../../src/index.ts'
import { Address, Animal, Doc, Dog, type Guarded, Guest, Note, openGuarded, Picture, Profile, Seat } from './guarantees-entities.ts'

let db: Guarded
beforeAll(async () => {
  db = await openGuarded()
})
afterAll(() => db.close())

/** One line for each row of Profile, in the order of the key. */
const each = async (body: string, query: object = Profile.objects.all().orderBy('id')) =>
  (await db.render(`{% for x in rows %}${body}|{% endfor %}`, { rows: query })).split('|').slice(0, -1)
const handles = async (query: object) => each('{{ x.handle }}', query)

describe('embedded objects', () => {
  test('are paths, of which only the named columns are read', async () => {
    expect(await each('{{ x.home.city }},{{ x.office.city }}')).toEqual(['Bonn,Köln', 'Aachen,'])
    expect(db.statements[0]!.sql).toMatch(/select "t0"."home_city" as "c0", case when .* end as "c1", "t0"."office_city" as "c2" from/)
    expect(await each('{{ x.home.since|date:"Y" }} {{ x.home.point.lat }}')).toEqual(['2020 1', ' '])
  })

  test('that are missing are null', async () => {
    expect(await each('{% if x.office %}yes{% else %}no{% endif %}{% if x.home %}!{% endif %}{% if x.home.point %}p{% endif %}')).toEqual([
      'yes!p',
      'no!',
    ])
  })

  test('have the getters and methods of their class, whose reads are followed', async () => {
    expect(await each('{{ x.home.line }}, {{ x.home.distance }}')).toEqual(['53111 Bonn, 3', '? Aachen, 0'])
    expect(await each('{{ x.homeLine }}, {{ x.officeCity }}')).toEqual(['53111 Bonn, Köln', '? Aachen, none'])
    expect(db.statements[0]!.sql).not.toContain('home_since')
  })

  test('in JSON are objects of their class, dates and all', async () => {
    expect(
      await each('{{ x.origin.line }}, {{ x.origin.since|date:"M Y" }}, {{ x.origin.changed|date:"H:i" }}, {{ x.origin.point.lng }}'),
    ).toEqual(['53111 Bonn, Jan 2020, 03:04, -2', ', , , '])
    expect(await each('{{ x.originLine }}')).toEqual(['53111 Bonn', 'none'])
    expect(await each('{% for m in x.moves %}{{ m.line }};{% endfor %}{{ x.moves|length }}')).toEqual(['53111 Bonn;? Ulm;2', '0'])
  })

  test('stand in conditions and orderings', async () => {
    expect(await handles(Profile.objects.filter({ home: { city: 'Bonn' } }))).toEqual(['ann'])
    expect(await handles(Profile.objects.filter({ home: { point: { lat: { gt: 0 } } } }))).toEqual(['ann'])
    expect(await handles(Profile.objects.exclude({ office: { city: 'Köln' } }))).toEqual(['bob'])
    expect(await handles(Profile.objects.filter({ not: { office: { city: 'x' } } }).orderBy('id'))).toEqual(['ann', 'bob'])
    expect(await handles(Profile.objects.filter({ office: null }))).toEqual(['bob'])
    expect(await handles(Profile.objects.filter({ office: { isNull: false } }))).toEqual(['ann'])
    expect(await handles(Profile.objects.filter({ friend: { home: { city: 'Bonn' } } }))).toEqual(['bob'])
    expect(await handles(Profile.objects.all().orderBy('home.city'))).toEqual(['bob', 'ann'])
    expect(await handles(Profile.objects.all().orderBy('-home.point.lat'))).toEqual(['ann', 'bob'])
    await expect(handles(Profile.objects.all().orderBy('home'))).rejects.toThrow('"home" is an embedded object')
    await expect(Profile.objects.aggregate({ n: count('office') })).rejects.toThrow("as in count('office.city')")
    expect(await Profile.objects.aggregate({ n: count('office.city') })).toEqual({ n: 1 })
    await expect(handles(Profile.objects.filter({ home: 3 }))).rejects.toThrow('Name its parts: { home: { city: … } }')
  })

  test('in JSON stand there too', async () => {
    expect(await handles(Profile.objects.filter({ origin: { city: 'Bonn', point: { lat: 1 } } }))).toEqual(['ann'])
    expect(await handles(Profile.objects.filter({ origin: { city: { startsWith: 'X' } } }))).toEqual([])
    expect(await handles(Profile.objects.exclude({ origin: { city: 'Bonn' } }))).toEqual(['bob'])
    expect(await handles(Profile.objects.all().orderBy('-origin.city'))).toEqual(['ann', 'bob'])
    await expect(handles(Profile.objects.filter({ origin: { changed: new Date() } }))).rejects.toThrow('can only be compared by isNull')
    await expect(each('{{ x.origin.ctiy }}')).rejects.toThrow(/unknown name "ctiy" on Profile\.origin[\s\S]*Did you mean "city"/)
    await expect(each('{{ x.home.ctiy }}')).rejects.toThrow(/unknown name "ctiy" on Profile\.home[\s\S]*Did you mean "city"/)
  })

  test('are instances of their class', async () => {
    const seen: unknown[] = []
    Object.defineProperty(Address.prototype, 'spy', {
      configurable: true,
      get(this: object) {
        seen.push(this instanceof Address)
        return ''
      },
    })
    await each('{{ x.home.line }}{{ x.origin.spy }}').catch(() => {})
    delete (Address.prototype as { spy?: unknown }).spy
    const [row] = await Profile.objects.filter({ id: 1 }).plain('home', 'origin', 'moves.city' as never)
    expect(row).toMatchObject({
      home: { city: 'Bonn', point: { lat: 1 } },
      origin: { city: 'Bonn' },
      moves: [{ city: 'Bonn' }, { city: 'Ulm' }],
    })
  })
})

describe('values', () => {
  test('of custom types are instances whose getters templates read', async () => {
    expect(await each('{{ x.picture.url }}')).toEqual(['/media/ann.png', ''])
    expect(await handles(Profile.objects.filter({ picture: new Picture('ann.png') }))).toEqual(['ann'])
    expect(await Profile.objects.filter({ id: 1 }).plain('picture.url' as never)).toEqual([{ picture: { url: '/media/ann.png' } }])
  })

  test('of JSON and enums', async () => {
    expect(await each('{{ x.extra.deep.note }} {{ x.extra.tags.1 }} {{ x.extra.tags|length }} {{ x.level }}')).toEqual([
      '&lt;i&gt; b 2 high',
      '  0 ',
    ])
    expect(await handles(Profile.objects.filter({ level: ['high'] }))).toEqual(['ann'])
  })

  test('of formulas are read, compared and ordered by', async () => {
    expect(await each('{{ x.age }}')).toEqual(['30', '40'])
    expect(await handles(Profile.objects.filter({ age: { gt: 35 } } as never))).toEqual(['bob'])
    expect(await handles(Profile.objects.filter({ friend: { age: 30 } }))).toEqual(['bob'])
    expect(await handles(Profile.objects.exclude({ age: 30 }))).toEqual(['bob'])
    expect(await handles(Profile.objects.all().orderBy('-age'))).toEqual(['bob', 'ann'])
    expect(await each('{{ x.friend.age }}')).toEqual(['', '30'])
  })

  test('that are lazy are read only where they are named', async () => {
    expect(await each('{{ x.bio }}')).toEqual(['LAZY', ''])
    expect(await each('{{ x.everything }}')).toBeInstanceOf(Array)
    expect(db.statements[0]!.sql).not.toContain('bio')
    expect(Object.keys((await Profile.objects.filter({ id: 1 }).plain())[0]!)).not.toContain('bio')
    expect(await Profile.objects.filter({ id: 1 }).plain('bio')).toEqual([{ bio: 'LAZY' }])
  })
})

describe('hidden properties', () => {
  test('are never read: by name, by plain(), by code that reads everything', async () => {
    for (const path of [
      'x.secret',
      'x.home.code',
      'x.origin.code',
      'x.vault',
      'x.vault.city',
      'x.friend.secret',
      'x.rival',
      'x.rival.id',
      'x.cellar.city',
    ]) {
      await expect(each(`{{ ${path} }}`), path).rejects.toMatchObject({ code: 'plan/hidden-name' })
    }
    await expect(Profile.objects.all().plain('secret')).rejects.toMatchObject({ code: 'plan/hidden-name' })
    const whole = JSON.stringify([await Profile.objects.all().plain(), await Profile.objects.all().plain('home', 'origin', 'friend')])
    expect(whole).not.toMatch(/HIDDEN|secret|vault|code|cellar|rival/)
    const [row] = await Profile.objects.filter({ id: 1 }).plain('origin')
    expect(Object.keys(row!.origin as object)).toEqual(['city', 'zip', 'since', 'changed', 'point'])
    expect(() => (row!.origin as { code?: string }).code).toThrow('hidden')
    expect(await each('{{ x.everything }}')).toSatisfy((rows: string[]) => rows.every((row) => !/secret|vault/.test(row)))
    expect(db.statements[0]!.sql).not.toMatch(/secret|vault|home_code|cellar|rival/)
    await expect(each('{{ x.leaked }}')).rejects.toThrow(/hidden/)
  })

  test('are in no statement of a page that prints and dumps its rows', async () => {
    const html = await db.render(
      '{{ rows }}{% debug %}{{ rows|json_script:"x" }}{% for x in rows %}{{ x }}{{ x.home }}{{ x.origin }}{% endfor %}',
      {
        rows: Profile.objects.all(),
      },
    )
    expect(html).not.toContain('HIDDEN')
    expect(db.statements.map(({ sql }) => sql).join()).not.toMatch(/"(?:secret|vault|home_code)"/)
  })
})

test('hidden properties are named in no annotation', async () => {
  for (const path of ['secret', 'rival.handle']) {
    await expect(
      (async () =>
        Profile.objects
          .all()
          .annotate({ seen: col(path as never) })
          .plain('seen'))(),
      path,
    ).rejects.toThrow(/hidden/)
  }
})

describe('global filters', () => {
  const seen = (body: string, query: object, org = 1) =>
    db.orm.em.fork().transactional(async (em) => {
      em.setFilterParams('org', { org })
      return db.djust.render(db.template(`{% for x in rows %}${body}|{% endfor %}`), { rows: query }, { using: em })
    })
  const docs = Doc.objects.all().orderBy('id')

  test('hold on the query, on joined rows, on lists, counts and existence', async () => {
    expect(await seen('{{ x.id }}', docs)).toBe('1|3|4|')
    expect(await seen('{{ x.id }}', docs, 2)).toBe('2|5|')
    expect(await seen('{{ x.id }} {{ x.folder.title }}{{ x.folder.id }}', docs)).toBe('1 |3 |4 org 11|')
    expect(await seen('{{ x.docs|length }}{% if x.docs %}+{% endif %}{% for d in x.docs %}{{ d.id }}{% endfor %}', docs)).toBe('1+4|0|0|')
    expect(await seen('{{ x.docs.exists }}{{ x.docs.count }}', docs, 2)).toBe('false0|false0|')
  })

  test('hold in conditions, on a key too', async () => {
    expect(await seen('{{ x.id }}', Doc.objects.filter({ folder: 2 }))).toBe('')
    expect(await seen('{{ x.id }}', Doc.objects.filter({ folder: { id: { in: [1, 2] } } }))).toBe('4|')
    expect(await seen('{{ x.id }}', Doc.objects.filter({ folder: { isNull: false } }))).toBe('4|')
    expect(await seen('{{ x.id }}', Doc.objects.exclude({ folder: 2 }).orderBy('id'))).toBe('1|3|4|')
    expect(await seen('{{ x.id }}', Doc.objects.filter({ docs: { title: 'org 2' } }))).toBe('')
    expect(await seen('{{ x.id }}', Doc.objects.all().orderBy('-folder.id', 'id'))).toBe('4|1|3|')
  })

  test('hold in annotations and aggregates, of a key too', async () => {
    const filed = docs.annotate({ at: col('folder.id'), named: col('folder.title') } as never)
    expect(await seen('{{ x.at }} {{ x.named }}', filed)).toBe(' | |1 org 1|')
    expect(await seen('{{ x.n }}', docs.annotate({ n: count('docs') } as never))).toBe('1|0|0|')
    const em = db.orm.em.fork()
    em.setFilterParams('org', { org: 1 })
    const mine = Doc.objects.using(em)
    expect(await mine.aggregate({ n: count(), folders: count('folder'), top: max('folder.id') })).toEqual({ n: 3, folders: 1, top: 1 })
    expect(await mine.all().orderBy('id').values('id', 'folder.id')).toEqual([
      { id: 1, folder: { id: null } },
      { id: 3, folder: { id: null } },
      { id: 4, folder: { id: 1 } },
    ])
  })

  test('without their parameters refuse to read', async () => {
    await expect(
      db.djust.render(db.template('{% for x in rows %}{{ x.id }}{% endfor %}'), { rows: docs }, { using: db.orm.em.fork() }),
    ).rejects.toThrow(/No arguments provided for filter 'org'/)
  })
})

describe('a table of several classes', () => {
  const animals = Animal.objects.all().orderBy('id')

  test('gives rows the members of their own class', async () => {
    expect(await each('{{ x.sound }}', animals)).toEqual(['…', 'woof 3', 'meow 7'])
    expect(await each('{{ x.leash }}', animals)).toEqual(['', 'Rex&#x27;s leash of ann', ''])
    expect(await each('{{ x.tricks }} {{ x }}', animals)).toEqual([' Animal object (1)', '3 Dog object (2)', ' Cat object (3)'])
  })

  test('gives a subclass its own rows', async () => {
    expect(await each('{{ x.sound }} {{ x.name }}', Dog.objects.all())).toEqual(['woof 3 Rex'])
    expect(await Dog.objects.count()).toBe(1)
  })
})

describe('keys', () => {
  test('of several fields', async () => {
    const seats = Seat.objects.all().orderBy('row')
    expect(await each('{{ x.guests|length }}{% for g in x.guests %}{{ g.name }} {{ g.seat.row }}{% endfor %}', seats)).toEqual([
      '1Gus a',
      '0',
    ])
    expect(await each('{{ x }} {{ x.pk }}', seats)).toEqual([
      'Seat object (1, a) (1, &#x27;a&#x27;)',
      'Seat object (1, b) (1, &#x27;b&#x27;)',
    ])
    expect(await each('{{ x.name }}', Guest.objects.filter({ seat: { hall: 1, row: 'a' } }))).toEqual(['Gus'])
  })

  test('have the name pk, and print', async () => {
    expect(await each('{{ x.pk }} {{ x }}', Note.objects.all())).toEqual(['k1 Note object (k1)'])
    expect(await each('{{ x.friend.pk }} {{ x.friend }}')).toEqual([' ', '1 Profile object (1)'])
  })
})

describe('references', () => {
  test('answer as MikroORM’s do', async () => {
    expect(await each('{{ x.friendName }} {{ x.friendly }}')).toEqual(['none bob', 'ann ann 2000 '])
    expect(await each('{{ x.ready }}', Note.objects.all())).toEqual(['true'])
  })
})
