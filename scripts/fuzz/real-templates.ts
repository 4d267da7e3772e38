import { globSync, readFileSync } from 'node:fs'
import type { RandomSource } from './random-source.ts'

/** The project's own templates and those of its guides: what people write. */
export function realTemplates(root: string): readonly string[] {
  const files = globSync(['examples/*/templates/**/*.html', 'test/golden/*/*.html'], { cwd: root }).toSorted()
  const guides = globSync('docs/*.md', { cwd: root }).toSorted()
  const blocks = guides.flatMap((guide) => [...read(root, guide).matchAll(/^```(?:django|html\+django)\n([^]*?)^```$/gm)])
  return [...files.map((file) => read(root, file)), ...blocks.map(([, text = '']) => text)]
}

function read(root: string, file: string): string {
  return readFileSync(`${root}/${file}`, 'utf8')
}

const marks = /(\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\})/
const numbers = '0 -1 3 10000000 99999999999999999999 1e9 1e400'.split(' ')
const operands = ['a', 'list', 'o.a', 'text', 'map.items', 'forloop.counter', '"x"', 'n|add:1', 'trap.method', '__proto__', '"row"', 'None']

/** A real template with some of its marks moved, repeated, taken from another one, or with other words in them. */
export function mixedTemplate(random: RandomSource, all: readonly string[]): string {
  const parts = random.pick(all).split(marks)
  const others = random.pick(all).split(marks)
  for (let times = 1 + random.number(6); times > 0 && parts.length > 0; times--) {
    const at = random.number(parts.length)
    const part = parts[at] ?? ''
    switch (random.number(7)) {
      case 0:
        parts.splice(at, 1)
        break
      case 1:
        parts.splice(at, 0, random.pick(others))
        break
      case 2:
        parts.splice(random.number(parts.length + 1), 0, ...Array.from({ length: random.number(30) }, () => part))
        break
      case 3:
        parts.splice(at, 1, random.pick(parts))
        break
      case 4:
        parts[at] = part.replace(/\d+/, () => random.pick(numbers))
        break
      case 5:
        parts[at] = part.replace(/(?<=[ :=])[\p{L}"][^\s|:=}%]*/gu, (word) => (random.chance(40) ? random.pick(operands) : word))
        break
      case 6:
        // Names of the page become those that the context has.
        parts.forEach(
          (each, i) =>
            (parts[i] = each.replace(/\b(?:in|if|with \w+=|\{\{) [a-zA-Z_]+/g, (name) =>
              name.replace(/[a-zA-Z_]+$/, random.pick(['list', 'o', 'a', 'map'])),
            )),
        )
    }
  }
  return bounded(parts).join('')
}

/** A loop within another over all characters of a long text would run millions of rounds. */
function bounded(parts: readonly string[]): readonly string[] {
  let loops = 0
  return parts.map((part) =>
    part.replace(/^\{% for (.+) in (\S+)( reversed)? %\}$/, (all, variables, list, reversed = '') =>
      loops++ === 0 ? all : `{% for ${variables} in ${list}|slice:":9"${reversed} %}`,
    ),
  )
}
