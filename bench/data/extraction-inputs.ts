import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A template, and how long djust 1.1.0 and its first release, which are written in Rust, took for it; in nanoseconds. */
export interface ExtractionInput {
  readonly name: string
  readonly source: string
  readonly rust?: readonly [current: number, first?: number]
}

/** The variable that names a folder with the files of djust's own benchmark that are no plain pattern. */
export const folderVariable = 'DJUST_BENCH_INPUTS'

/** That folder, or the one that stands beside the checkout; undefined where there is none. */
export function inputsFolder(): string | undefined {
  const beside = join(import.meta.dirname, '../../../shared/bench-inputs')
  return process.env[folderVariable] ?? (existsSync(beside) ? beside : undefined)
}

/** Small templates, then ever longer ones of one pattern, without and with HTML. */
export function* extractionInputs(folder: string | undefined): Iterable<ExtractionInput> {
  for (const [name, source, ...rust] of small) yield { name, source, rust }
  if (folder !== undefined) {
    for (const [name, ...rust] of files) yield { name, source: readFileSync(join(folder, `${name}.txt`), 'utf8'), rust }
  }
  for (const [count, ...rust] of iterations) yield { name: `${count}_iterations`, source: loops(count), rust }
  for (const count of [2000, 8000]) yield { name: `${count}_iterations`, source: loops(count) }
  for (const [count, rust] of html) yield { name: `${count} loops in HTML`, source: loopsInHtml(count), rust: [rust] }
  yield { name: '8000 loops in HTML', source: loopsInHtml(8000) }
}

type Row = readonly [name: string, source: string, current: number, first: number]

const small: readonly Row[] = [
  ['single_var', '{{ name }}', 459, 265],
  ['nested_1_level', '{{ user.email }}', 620, 348],
  ['nested_2_levels', '{{ lease.property.name }}', 731, 423],
  ['nested_3_levels', '{{ lease.property.owner.name }}', 789, 456],
  ['nested_deep', '{{ a.b.c.d.e.f.g.h.i.j }}', 886, 609],
  ['5_vars', variables(['a', 'b', 'c', 'd', 'e'], ' '), 3040, 1780],
  ['10_vars', variables(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'], ' '), 6550, 3920],
  ['5_nested', variables(['user.name', 'user.email', 'user.profile.bio', 'user.profile.avatar', 'user.settings.theme'], ' '), 4190, 2510],
  ['for_loop', lines(['{% for item in items %}', 1, '{{ item.name }}', '{{ item.description }}', -1, '{% endfor %}']), 4420, 2310],
  [
    'if_condition',
    lines(['{% if user.is_authenticated %}', 1, '{{ user.profile.name }}', -1, '{% else %}', 1, 'Guest', -1, '{% endif %}']),
    4120,
    2180,
  ],
  [
    'nested_tags',
    lines([
      '{% for category in categories %}',
      1,
      '{% if category.is_active %}',
      1,
      '{% for item in category.items %}',
      1,
      '{{ item.name }}',
      -1,
      '{% endfor %}',
      -1,
      '{% endif %}',
      -1,
      '{% endfor %}',
    ]),
    8170,
    4500,
  ],
  [
    'many_duplicates',
    lines([
      ...repeat('{{ lease.property.name }}', 3),
      ...repeat('{{ lease.property.address }}', 2),
      ...repeat('{{ lease.tenant.email }}', 3),
    ]),
    9100,
    4700,
  ],
  [
    'no_duplicates',
    lines(
      [
        'property.name',
        'property.address',
        'property.city',
        'property.state',
        'property.zip',
        'tenant.email',
        'tenant.phone',
        'tenant.name',
      ].map((path) => `{{ lease.${path} }}`),
    ),
    9200,
    4800,
  ],
]

const files: readonly (readonly [name: string, current: number, first: number])[] = [
  ['rental_dashboard', 16_500, 9700],
  ['e_commerce', 28_400, 15_000],
]

const iterations: readonly (readonly [count: number, current: number, first: number])[] = [
  [10, 93_000, 35_000],
  [50, 1_210_000, 170_000],
  [100, 5_400_000, 329_000],
  [200, 31_800_000, 650_000],
]

const html: readonly (readonly [count: number, current: number])[] = [
  [10, 64_000],
  [50, 330_000],
  [100, 640_000],
  [200, 1_270_000],
  [1000, 6_400_000],
]

function variables(paths: readonly string[], between: string): string {
  return paths.map((path) => `{{ ${path} }}`).join(between)
}

function repeat(text: string, times: number): string[] {
  return Array.from({ length: times }, () => text)
}

/** Lines of a template as an indented literal in code has them; numbers indent more or less. */
function lines(texts: readonly (string | number)[]): string {
  let indent = 8
  let source = '\n'
  for (const text of texts) {
    if (typeof text === 'number') indent += 4 * text
    else source += `${' '.repeat(indent)}${text}\n`
  }
  return `${source}    `
}

function loops(count: number): string {
  const block = (n: number): string => `
                {% for obj${n} in list${n} %}
                    {{ obj${n}.field1 }}
                    {{ obj${n}.field2 }}
                    {{ obj${n}.nested.value }}
                {% endfor %}
            `
  return Array.from({ length: count }, (_, n) => block(n)).join('\n')
}

function loopsInHtml(count: number): string {
  const block = (n: number): string =>
    `<ul>{% for obj${n} in list${n} %}<li class="row {% if obj${n}.active %}on{% endif %}">{{ obj${n}.field1 }} <b>{{ obj${n}.nested.value }}</b></li>{% endfor %}</ul>`
  return Array.from({ length: count }, (_, n) => block(n)).join('')
}
