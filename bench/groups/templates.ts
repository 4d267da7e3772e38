import type { Case, Group } from '../harness/bench-case.ts'
import { type EngineName, engines } from '../templates/engines.ts'
import { grid } from '../templates/grid.ts'
import { hello } from '../templates/hello.ts'
import { layout } from '../templates/layout.ts'
import { report } from '../templates/report.ts'
import { table } from '../templates/table.ts'
import { rememberedShortDate, shortDate, type Workload } from '../templates/workload.ts'

export const templates: Group = {
  name: 'templates',
  title: 'the template engine alone, beside others, all compiled beforehand',
  subjects: {
    floor: 'A template literal by hand, with the same escaping for text and none for numbers. It formats each date anew.',
    'floor, days remembered': 'The same with a map from days to their text, which is what djust has.',
    djust: '`createTemplateEngine` of `djust/template`.',
    Eta: '4.6.0',
    doT: '1.1.3; numbers are not encoded.',
    EJS: '7.0.2, without `with`.',
    Handlebars: '4.7.10, with known helpers only.',
    Nunjucks: '3.2.4',
    Edge: '6.5.1',
    LiquidJS: '10.30.1',
  },
  alsoComparedWith: 'djust',
  async *cases() {
    for (const workload of [hello, table(100), grid, layout, table(5000), report]) yield caseOf(workload)
  },
}

function caseOf({ name, data, floor, hasDates = false, sources }: Workload): Case {
  const remembered = rememberedShortDate()
  const remembering = hasDates ? [{ name: 'floor, days remembered', run: () => floor(data, remembered) }] : []
  const subjects = Object.entries(engines).flatMap(([engine, prepare]) => {
    const source = sources[engine as EngineName]
    return source ? { name: engine, run: prepare(source, data) } : []
  })
  return { name, subjects: [{ name: 'floor', run: () => floor(data, shortDate) }, ...remembering, ...subjects], normalize }
}

const entities: Readonly<Record<string, string>> = {
  34: '&quot;',
  38: '&amp;',
  39: '&#x27;',
  47: '/',
  60: '&lt;',
  62: '&gt;',
  x2f: '/',
  x27: '&#x27;',
  x3d: '=',
}

/** What engines may do in their own way: white space around tags and lines, and how an entity is spelled. */
function normalize(output: string): string {
  return output
    .replaceAll(/&#(\w+);/g, (entity, code: string) => entities[code.toLowerCase()] ?? entity)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?([<>]) ?/g, '$1')
    .replaceAll(' ,', ',')
    .trim()
}
