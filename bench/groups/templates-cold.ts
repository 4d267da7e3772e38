import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createTemplateEngine } from 'djust/template'
import type { Group, Timed, TimedSubject } from '../harness/bench-case.ts'
import { firstRenderProgram } from '../templates/first-render.ts'
import { manyContext, manyPages, manyTemplates, pageCount } from '../templates/many-pages.ts'

const run = promisify(execFile)

export const templatesCold: Group = {
  name: 'templates-cold',
  title: `${pageCount} templates, each rendered for the first time in a new Node process`,
  subjects: {
    floor: 'All pages by hand, warm.',
    'djust, new process': 'Templates are parsed and compiled as they are asked for.',
    'djust, new process with a bundle': "The same, V8's work taken from a bundle, whose reading is counted.",
    'djust, known pages': 'All pages again in a process that has rendered them often.',
  },
  async *cases() {
    const folder = await mkdtemp(join(tmpdir(), 'djust-bundle-'))
    const file = join(folder, 'bundle')
    await inProcess('write', file)
    const engine = createTemplateEngine({ templates: manyTemplates })
    const known = () => {
      let out = ''
      for (let page = 0; page < pageCount; page++) out += engine.render(`page${page}`, manyContext)
      return out
    }
    yield {
      name: `${pageCount} pages of some 2,000 characters`,
      subjects: [
        { name: 'floor', run: manyPages },
        inNewProcess('djust, new process'),
        inNewProcess('djust, new process with a bundle', 'use', file),
        { name: 'djust, known pages', run: known },
      ],
    }
    await rm(folder, { recursive: true })
  },
}

function inNewProcess(name: string, ...args: readonly string[]): TimedSubject {
  return { name, timed: async () => JSON.parse(await inProcess(...args)) as Timed }
}

async function inProcess(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, ['-C', 'djust-source', firstRenderProgram, ...args])
  return stdout
}
