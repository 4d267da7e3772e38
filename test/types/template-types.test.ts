import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { createDjust } from '../../src/index.ts'
import { templateTypes } from '../../src/types/template-types.ts'
import { root } from '../support/source-files.ts'

/** What the views of this test are, to TypeScript. */
const views = `
import { Collection, defineEntity, p, type Ref } from '@mikro-orm/core'
import { defineConfig, LiveView, manager, QuerySet, sum, type SingleQuery } from 'djust'

export class User {
  email!: string
  age!: number | null
  boss!: User | null
  getFullName() { return this.email }
  rename(name: string) { this.email = name }
  private secret = ''
  get length() { return this.secret.length }
}

const LeaseSchema = defineEntity({ name: 'Lease', properties: { id: p.integer().primary(), rent: p.decimal(), payments: () => p.oneToMany(Payment).mappedBy('lease') } })
class LeaseQuerySet extends QuerySet<Lease> {
  withPaid() { return this.annotate({ paid: sum('payments.amount') }) }
}
export class Lease extends LeaseSchema.class {
  static objects = manager(Lease, () => LeaseQuerySet)
  get label(): string { return String(this.id) }
}
const PaymentSchema = defineEntity({ name: 'Payment', properties: { id: p.integer().primary(), amount: p.decimal(), lease: () => p.manyToOne(Lease) } })
export class Payment extends PaymentSchema.class {}

export class PageView extends LiveView {
  templateName = 'page.html'
  leases = Lease.objects.withPaid()
  lease!: SingleQuery<Lease>
  paymentCount = Lease.objects.count()
  totals = Lease.objects.aggregate({ rent: sum('rent') })
  users = [new User()]
  later = Promise.resolve(new User())
  byName = new Map([['a', new User()]])
  unique = new Set([new User()])
  friends = new Collection<User>(new User())
  owner!: Ref<User>
  settings = { theme: 'dark', sizes: [1, 2] as const }
  rows: [string, User][] = []
  anything: any
  get initials() { return 'x' }
  hello() { return new User() }
  protected hidden = 1
  override getContextData() { return { ...super.getContextData(), extra: new User() } }
}
export const config = defineConfig({ djust: null!, views: [PageView] })
export default config
`

class PageView {}

function generate(templates: Readonly<Record<string, string>>): string {
  const djust = createDjust({
    templates: { load: (name: string) => (templates[name] === undefined ? null : { name, source: templates[name] }) } as never,
  })
  return templateTypes([{ name: PageView.name, index: 0, template: 'page.html', access: djust.access('page.html') }], './views.js')
}

/** Pages by name, each with the templates that it includes. */
const pages = {
  right: {
    'page.html': `
    {% for l in leases %}{{ l.label }}{{ l.paid|floatformat:2 }}{{ l.payments.count }}{{ l.payments.all.0.amount }}
      {% for p in l.payments|slice:":3" %}{{ p.amount }}{{ p.lease.rent }}{% endfor %}{{ l.payments.first.lease.id }}{% endfor %}
    {{ lease.rent }}{{ paymentCount }}{{ totals.rent }}{{ users.0.getFullName.length }}{{ users.length }}{{ later.email }}
    {{ byName.a.email }}{% for k, u in byName.items %}{{ k }}{{ u.email }}{% endfor %}{% for u in unique %}{{ u.email }}{% endfor %}
    {{ friends.last.email }}{% for f in friends %}{{ f.boss.boss.email }}{% endfor %}{{ owner.email }}{{ owner.age }}
    {{ settings.theme }}{{ settings.sizes.1 }}{% for k, v in settings.items %}{{ k }}{{ v }}{% endfor %}
    {% for name, user in rows %}{{ name }}{{ user.email }}{% endfor %}{{ anything.at.all }}{{ initials }}{{ hello.email }}{{ extra.email }}
    {% regroup users by email as groups %}{% for g in groups %}{{ g.grouper }}{% for u in g.list %}{{ u.age }}{% endfor %}{% endfor %}
    {% with u=later %}{% include "part.html" with who=u %}{% endwith %}{% csrf_token %}{{ forloop.counter }}`,
    'part.html':
      '{{ who.email }}{{ title }}{% if users %}{{ users.first.email }}{% endif %}{% if who.boss %}{% include "part.html" with who=who.boss %}{% endif %}',
  },
  wrong: {
    'page.html': [
      '{% for lease in leases %}{{ lease.rnt }}{{ lease.payments.frist }}{% for p in lease.payments %}{{ p.amout }}{% endfor %}{% endfor %}',
      '{{ leeses }}{{ users.0.emial }}{{ later.emial }}{{ owner.emial }}{% for f in friends %}{{ f.boss.emial }}{% endfor %}',
      '{% for x in paymentCount %}{{ x }}{% endfor %}{{ settings.them }}{{ hidden }}{{ users.first.secret }}{{ totals.rant }}',
      '{% include "part.html" with who=users.0 %}{{ extra.emial }}{{ byName.a.emial }}{% if lease.rente > 3 %}{% endif %}',
    ].join('\n'),
    'part.html': '{{ who.emial }}{{ users.first.emial }}',
  },
  hostile: { 'page.html': `{{ users|default:"\u2028 */ evil()" }}{{ users.0.email }}` },
} as const

/** Settings that a project may have and that code written for it must live with. */
const strictest = { noUnusedLocals: true, noUnusedParameters: true, noImplicitReturns: true, noUncheckedIndexedAccess: true }

let errors: Readonly<Record<keyof typeof pages, readonly string[]>>
beforeAll(async () => {
  errors = await compile()
}, 60_000)

/** What the compiler says of each page's templates, a line each: the message, and the text behind the code of its line. */
async function compile(): Promise<typeof errors> {
  const folder = mkdtempSync(join(root, 'test/types/.tmp-'))
  const texts = Object.entries(pages).map(([name, templates]) => [name, generate(templates)] as const)
  writeFileSync(join(folder, 'views.ts'), views)
  for (const [name, text] of texts) writeFileSync(join(folder, `${name}.ts`), text)
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: '../../../tsconfig.json', include: ['*.ts'], compilerOptions: strictest }),
  )
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const { stdout } = await promisify(execFile)(process.execPath, [compiler, '-p', folder], { cwd: root }).catch(
    (error: { stdout: string }) => error,
  )
  rmSync(folder, { recursive: true })
  const found = stdout
    .split('\n')
    .filter((line) => line.includes(basename(folder)))
    .map((line) => /([\w-]+)\.ts\((\d+),\d+\): error (.*)/.exec(line)!.slice(1) as [string, string, string])
  expect(found.filter(([file]) => file === 'views')).toEqual([])
  const ofPage = ([name, text]: (typeof texts)[number]): [string, string[]] => [
    name,
    found
      .filter(([file]) => file === name)
      .map(([, number, message]) => `${message} @ ${text.split('\n')[Number(number) - 1]!.replace(/^.*? \/\/ /, '')}`),
  ]
  return Object.fromEntries(texts.map(ofPage)) as unknown as typeof errors
}

test('what a view has in the ways a template reads it is no error', () => {
  expect(errors.right).toEqual([
    "TS2339: Property 'forloop' does not exist on type 'ViewContext<PageView>'. @ page.html:10:91 {{ forloop.counter }}",
  ])
})

test('a wrong name is an error that names the place in the template', () => {
  expect(errors.wrong).toMatchSnapshot()
})

test('text of templates stays in comments', () => {
  const evil = '{{ users.0.email }}'
  const text = generate({ 'page.html': `{{ users|default:"\u2028 */ evil()" }}{% include "a\\n*/ evil()" %}${evil}` })
  expect(text.split(/[\n\r\u2028\u2029]/).filter((line) => line.includes('evil') && !line.includes('//'))).toEqual([])
  expect(errors.hostile).toEqual([])
})
