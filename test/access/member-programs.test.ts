// Programs as applications may write them in members, and what each makes a page load.
import { describe, expect, test } from 'vitest'
import { Person, useCrew } from './support/crew.ts'

/** Members that the programs call. */
const helpers = [
  'static label(x) { return x.team.unwrap().title }',
  'dflt(row = this.boss ?? this, { title = row.email, motto } = row.team.unwrap()) { return title + motto }',
  'async *gen() { for (const t of this.tags) { await null; yield t } }',
  'valueOf() { return this.email.length }',
  'upTo(n) { return n <= 0 ? this : this.boss?.upTo(n - 1) }',
  `common(other, deep = true) { return other ? other.team.unwrap().title + (deep ? other.common(this, false) : '') : '-' }`,
  'async later() { await null; return this.email + this.team.unwrap().title }',
]

/** By name: the body, of an `async` method where it starts so, and the columns that its page selects, statement by statement. */
const programs: Readonly<Record<string, Readonly<Record<string, readonly [body: string, ...columns: string[]]>>>> = {
  arguments: {
    rest: ['const f = (...all) => all[0].email + all.length; return f(this, this.boss)', 'person.email person.boss_id'],
    rest2: ['const f = (...all) => all.map((x) => x?.email).join(); return f(this, this.boss)', 'person.email person.id person.email'],
    restThen: [`const f = (a, ...[b, c]) => (b?.email ?? '-') + c; return f(1, this.boss, 3)`, 'person.id person.email'],
    spreadArgs2: [
      `const f = (a, b) => (a?.label ?? '-') + (b?.color ?? '-'); return f(...this.tags)`,
      'person.id',
      'tag.label tag.color tag.person_id',
    ],
    spreadArgs3: [
      `const f = (n, a, b) => (a?.label ?? '-') + (b?.color ?? '-'); return f(1, ...this.tags)`,
      'person.id',
      'tag.label tag.color tag.person_id',
    ],
    argumentsObj: ['function f() { return arguments[0].email + arguments.length } return f(this)', 'person.email'],
    argumentsObj2: [
      'function f() { return [...arguments].map((x) => x?.team.unwrap().title).join() } return f(this, this.boss)',
      'person.id team.id team.title team.title',
    ],
    applyArgs: [
      'const f = function (a, b) { return a.email + b.name }; return f.apply(null, [this, this.boss ?? this])',
      'person.email person.name person.id person.name',
    ],
    tagged: ['const tag = (s, row) => s[0] + row.team.unwrap().title; return tag`x${this}y`', 'team.title'],
    tagged2: [
      'const tag = (s, ...rows) => s.raw.join() + rows.map((r) => r?.email).join(); return tag`x${this}y${this.boss}`',
      'person.email person.id person.email',
    ],
    thisArg: [
      'return this.tags.getItems().map(function (t) { return t.label + this.email }, this).join()',
      'person.email person.id',
      'tag.label tag.person_id',
    ],
    third: [
      'return this.tags.getItems().map((t, i, all) => all[(i + 1) % all.length].color).join()',
      'person.id',
      'tag.color tag.person_id',
    ],
    reduce4: [
      `return this.tags.getItems().reduce((o, t, i, all) => o + all[0].color + all.length, '')`,
      'person.id',
      'tag.color tag.person_id',
    ],
    defaultThis2: ['return this.dflt()', 'person.email person.id person.email team.id team.title team.motto team.title team.motto'],
    argRow: ['return this.common(this.boss)', 'person.id person.id team.id team.title team.title'],
    argMember: [`return this.upTo(1)?.email ?? '-'`, 'person.email person.id person.email person.id person.email person.boss_id'],
  },
  'loops and jumps': {
    loopFn: [
      `let f = (x) => x.label; let o = ''; for (const t of this.tags) { o += f(t); f = (x) => x.color } return o`,
      'person.id',
      'tag.label tag.color tag.person_id',
    ],
    loopChain: [
      `let a = this, b = null, c = null; let o = ''; for (let i = 0; i < 4; i++) { o += c?.email ?? '-'; c = b; b = a; a = a?.boss } return o`,
      'person.email person.id person.email person.boss_id',
      'person.email person.boss_id person.id',
    ],
    breakState: [
      `let last = null; for (const t of this.tags) { last = t; if (t.label === 'one') { last = this.boss ?? this; break } last = null } return last?.email ?? 'none'`,
      'person.email person.id person.id person.email',
      'tag.label tag.person_id',
    ],
    contState: [
      `let c = null; let o = ''; for (const t of this.tags) { o += c?.email ?? '.'; c = this; if (t.label) continue; c = null } return o`,
      'person.email person.id',
      'tag.label tag.person_id',
    ],
    switchBreak: [
      `let c = null; switch (this.name) { case 'Ann': c = this; if (this.id) break; c = null; default: c = null } return c?.email ?? 'x'`,
      'person.name person.id person.email',
    ],
    labelled: [
      `let c = null; outer: for (const r of this.reports) { for (const t of this.tags) { c = r; if (t.id) break outer; c = null } c = null } return c?.email ?? 'x'`,
      'person.id',
      'person.email person.boss_id',
      'tag.id tag.person_id',
    ],
    linked: [
      `let head = null, cur = null; for (const t of this.tags) { const n = { t, next: null }; if (cur) cur.next = n; else head = n; cur = n } let o = ''; for (let n = head; n; n = n.next) o += n.t.color; return o`,
      'person.id',
      'tag.color tag.person_id',
    ],
    forUpd: [
      `let o = ''; for (let p = this; p; p = p.boss) o += p.email; return o`,
      'person.id person.email person.id person.email person.boss_id',
      'person.id person.email person.boss_id',
    ],
    whileAssign: [
      `let c = this, o = ''; while ((c = c.boss)) o += c.email; return o`,
      'person.id person.email person.id person.email person.boss_id',
    ],
  },
  exceptions: {
    thrown: ['try { throw this.boss ?? this } catch (e) { return e.team.unwrap().title }', 'person.id team.id team.title team.title'],
    thrownObj: [`try { throw Object.assign(new Error('x'), { row: this }) } catch (e) { return e.row.team.unwrap().title }`, 'team.title'],
    thrownCall: [
      `const f = (x) => { if (x) throw { row: x }; return 1 }; try { f(this.boss); return 'no' } catch ({ row }) { return row.email + row.team.unwrap().motto }`,
      'person.id person.email team.id team.motto',
    ],
    tryMid: [
      `let c = null; try { c = this.boss ?? this; null.x; c = null } catch { return c.email } return 'n'`,
      'person.email person.id person.email',
    ],
    catchAsync: [
      'async try { await Promise.reject(this.boss ?? this) } catch (e) { return e.team.unwrap().title }',
      'person.id team.id team.title team.title',
    ],
  },
  'functions held in objects, lists and Maps': {
    closureLoop: [
      'const fns = []; for (const t of this.tags) fns.push(() => t); return fns.map((f) => f().color).join()',
      'person.id',
      'tag.color tag.person_id',
    ],
    closureLoop2: [
      'const fns = []; for (let i = 0; i < this.tags.length; i++) fns.push((x) => this.tags[i].label + x.team.unwrap().title); return fns.map((f) => f(this)).join()',
      'person.id team.title',
      'tag.label tag.person_id',
    ],
    objFn: ['const o = { run: (x) => x.team.unwrap().title }; return o.run(this)', 'team.title'],
    objFnMethod: [
      'const o = { a: this, run(x) { return this.a.email + x.team.unwrap().title } }; return o.run(this)',
      'person.email team.title',
    ],
    table: [
      'const table = { Ann: (x) => x.email, Bob: (x) => x.team.unwrap().title }; return (table[this.name] ?? ((x) => x.id))(this)',
      'person.name person.email person.id team.title',
    ],
    tableArr: ['return [(x) => x.email, (x) => x.team.unwrap().title].map((f) => f(this)).join()', 'person.email team.title'],
    mapFn: [`const m = new Map([['a', (x) => x.team.unwrap().title]]); return m.get('a')(this)`, 'team.title'],
    nestedFn: [
      'const compose = (...fs) => (x) => fs.reduce((v, f) => f(v), x); return compose((x) => x.boss ?? x, (x) => x.team.unwrap(), (x) => x.title)(this)',
      'person.id person.email person.id person.email person.id person.email person.id person.email person.id person.email person.boss_id team.id team.title team.id team.title team.id team.title team.id team.title team.id team.title',
    ],
    getSet: ['const o = { get v() { return this.r.email }, r: this }; return o.v', 'person.email'],
    setter: ['const o = { set v(x) { this.r = x }, r: null }; o.v = this; return o.r.email', 'person.email'],
    memo: [
      `const cache = new Map(); const of = (x) => { if (!cache.has(x)) cache.set(x, { n: x.boss }); return cache.get(x).n }; return of(this)?.email ?? '-'`,
      'person.id person.id person.email',
    ],
  },
  classes: {
    ownStatic: ['return Own.label(this)', 'team.title'],
    ctorStatic: ['return this.constructor.label(this)', 'team.title'],
    classInside: [
      'class Foo { constructor(row) { this.row = row } get x() { return this.row.team.unwrap().title } } return new Foo(this).x',
      'team.title',
    ],
    classInside2: ['const self = this; const o = new (class { go() { return self.team.unwrap().title } })(); return o.go()', 'team.title'],
    symbolIter: [
      'const o = { rows: this.tags.getItems(), *[Symbol.iterator]() { yield* this.rows } }; return [...o].map((t) => t.color).join()',
      'person.id',
      'tag.color tag.person_id',
    ],
  },
  lists: {
    mapForEach: [
      `let o = ''; new Map(this.tags.map((t) => [t.id, t])).forEach((v, k) => { o += k + v.label }); return o`,
      'person.id',
      'tag.id tag.label tag.person_id',
    ],
    filterBoolean: ['return this.tags.map((t) => t.label).filter(Boolean).length', 'person.id', 'tag.label tag.person_id'],
    filterBoolean2: [
      'return this.tags.getItems().filter(Boolean).map((t) => t.label).join()',
      'person.id',
      'tag.id tag.label tag.person_id',
    ],
    take: ['return [...this.tags.getItems().values().take(1)].map((t) => t.color).join()', 'person.id', 'tag.color tag.person_id'],
    iterHelpers: [
      'return this.tags.getItems().values().filter((t) => t.id > 0).drop(1).map((t) => t.color).toArray().join()',
      'person.id',
      'tag.id tag.color tag.person_id',
    ],
    iterFrom: ['return Iterator.from(this.tags).map((t) => t.color).toArray().join()', 'person.id', 'tag.color tag.person_id'],
    setUnion: [
      'return [...new Set(this.tags.getItems()).union(new Set(this.reports.getItems()))].map((t) => t.color ?? t.email).join()',
      'person.id',
      'person.id person.email person.boss_id',
      'tag.id tag.color tag.person_id',
    ],
    setDiff: [
      'return [...new Set(this.reports.getItems()).difference(new Set([this]))].map((t) => t.email).join()',
      'person.id person.email',
      'person.id person.email person.boss_id',
    ],
    fillRow: ['return new Array(2).fill(this.boss).map((p) => p?.email).join()', 'person.id person.email'],
    toSpliced: [
      'return this.tags.getItems().toSpliced(0, 1, this).map((x) => x.label ?? x.email).join()',
      'person.email person.id',
      'tag.label tag.person_id',
    ],
    copyWithin: [
      'return this.tags.getItems().slice().copyWithin(0, 1).map((x) => x.label).join()',
      'person.id',
      'tag.id tag.label tag.color tag.person_id',
    ],
    lists7: ['return Array.from(this.tags.getItems().keys()).join()', 'person.id', 'tag.person_id'],
    reduceTuple: [
      `return this.reports.reduce(([a, b, o], x) => [x, a, o + (b?.email ?? '-')], [null, null, ''])[2]`,
      'person.id',
      'person.id person.email person.boss_id',
    ],
    forIn: [
      `const by = {}; for (const t of this.tags) by[t.label] = t; let o = ''; for (const k in by) o += by[k].color; return o`,
      'person.id',
      'tag.label tag.color tag.person_id',
    ],
    chooseName: [`const n = this.id > 1 ? 'email' : 'name'; return this[n]`, 'person.id person.email person.name'],
  },
  'objects that are filled': {
    nestedAssign: [
      `const o = { p: {} }; o.p.q = this.boss; o.p.list = []; o.p.list.push(this); return (o.p.q?.email ?? '-') + o.p.list[0].email`,
      'person.email person.id person.email',
    ],
    reverseAlias: [
      'const all = []; const state = { all }; state.all.push(...this.tags); return all.map((t) => t.label).join()',
      'person.id',
      'tag.label tag.person_id',
    ],
    treeBuild: [
      'const nodes = new Map(this.reports.getItems().map((r) => [r.id, { r, kids: [] }])); const root = { kids: [] }; for (const n of nodes.values()) (nodes.get(n.r.boss?.id) ?? root).kids.push(n); return root.kids.map((k) => k.r.email).join()',
      'person.id',
      'person.id person.email person.boss_id',
    ],
    grouped: [
      'const g = {}; for (const t of this.tags) (g[t.color] ??= []).push(t); return Object.values(g).map((l) => l[0].label).join()',
      'person.id',
      'tag.color tag.label tag.person_id',
    ],
    grouped2: [
      'const g = new Map(); for (const t of this.tags) { const l = g.get(t.color) ?? []; l.push(t); g.set(t.color, l) } return [...g].map(([k, l]) => k + l[0].label).join()',
      'person.id',
      'tag.id tag.color tag.label tag.person_id',
    ],
    grouped3: [
      'return Object.entries(this.tags.reduce((g, t) => ({ ...g, [t.color]: [...(g[t.color] ?? []), t] }), {})).map(([k, [f]]) => k + f.label).join()',
      'person.id',
      'tag.color tag.label tag.person_id',
    ],
    cacheObj: [
      'const c = { m: {} }; const get = (r) => (c.m[r.id] ??= { v: r.team.unwrap() }).v; return get(this).title',
      'person.id team.title',
    ],
    objAssign2: [`const o = { z: 1 }; Object.assign(o, { a: this.boss }); return o.a?.email ?? '-'`, 'person.id person.email'],
  },
  'generators and promises': {
    genReturn: [
      'const self = this; function* g() { yield 1; return self.boss } function* h() { const r = yield* g(); yield r } return [...h()].map((x) => x?.email ?? x).join()',
      'person.id person.email',
    ],
    genSend: [
      `function* g() { const x = yield 1; yield x?.email } const it = g(); it.next(); return it.next(this.boss).value ?? '-'`,
      'person.id person.email',
    ],
    viaSelf: ['const self = this; return self.later()', 'person.email team.title'],
    asyncArrow: ['return (async () => { await null; return this.email })()', 'person.email'],
    asyncFnDecl: ['async function f(x) { return x.email } return f(this)', 'person.email'],
    race: [
      'async const b = await Promise.race([this.boss ?? this]); return b.team.unwrap().title',
      'person.id team.id team.title team.title',
    ],
    all: [
      `async const [a, { title }] = await Promise.all([this.boss, this.team.unwrap()]); return (a?.email ?? '-') + title`,
      'person.id person.email team.title',
    ],
    allMap: [
      'async return (await Promise.all(this.reports.map(async (r) => (await r.later()) + r.name))).join()',
      'person.id',
      'person.email person.name team.title person.boss_id',
    ],
    fromAsync: ['async return (await Array.fromAsync(this.gen(), (t) => t.label)).join()', 'person.id', 'tag.label tag.person_id'],
  },
  'what JavaScript calls by itself': {
    valueOfUse: [`return +(this.team.unwrap().id > 0) + (this > 1 ? 'a' : 'b')`, 'person.id person.email person.team_id'],
  },
}

const all = Object.assign({}, ...Object.values(programs)) as (typeof programs)[string]
const members = Object.entries(all).map(([name, [body]]) =>
  body.startsWith('async ') ? `async ${name}() { ${body.slice(6)} }` : `get ${name}() { ${body} }`,
)
const Own = new Function('Person', `return class Own extends Person { ${[...helpers, ...members].join('\n')} }`)(Person) as typeof Person

const { crew, loaded } = useCrew(Own)

async function valueOf(row: object, name: string): Promise<string> {
  const member: unknown = Reflect.get(row, name)
  return String(await (typeof member === 'function' ? (member as () => unknown).call(row) : member))
}

describe.each(Object.entries(programs))('%s', (_, group) => {
  test.each(Object.entries(group))('%s', async (name, [, ...columns]) => {
    const page = await crew.render(`{{ p.${name}|safe }}`)
    const values = await Promise.all(loaded.map((row) => valueOf(row, name)))
    expect(page.html).toBe(values.map((value) => `${value}\n`).join(''))
    expect(page.warnings).toEqual([])
    expect(page.columns).toEqual(columns)
  })
})
