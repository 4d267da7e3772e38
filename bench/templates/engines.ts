import { randomUUID } from 'node:crypto'
import { createTemplateEngine } from 'djust/template'
import dot from 'dot'
import { Edge } from 'edge.js'
import ejs from 'ejs'
import { Eta } from 'eta'
import handlebars from 'handlebars'
import { type FilterImplOptions, Liquid } from 'liquidjs'
import nunjucks from 'nunjucks'
import type { Data, Sources } from './workload.ts'

/** Compiles the templates of a workload, of which `page` is rendered, and gives what renders it. */
type Engine = (sources: Sources, data: Data) => () => string

/** Each as its own documentation has it for production: compiled once, escaping, helpers registered or in the context beforehand. */
export const engines = {
  djust(templates, data) {
    const engine = createTemplateEngine({ templates })
    return () => engine.render('page', data)
  },
  Eta(sources, data) {
    const eta = new Eta({ cache: true })
    for (const [name, source] of Object.entries(sources)) eta.loadTemplate(`@${name}`, source)
    return () => eta.render('@page', data)
  },
  doT({ page, ...partials }, data) {
    const render = dot.template(page, undefined, partials)
    return () => render(data)
  },
  EJS(sources, data) {
    const options = { cache: true, compileDebug: false, _with: false, localsName: 'it', strict: true } as const
    // Its cache belongs to the process.
    const key = randomUUID()
    const includer = (name: string) => ({ filename: `/${key}/${name}.ejs` })
    // With a file name it would look for an include in the file system each time.
    for (const [name, source] of Object.entries(sources))
      ejs.cache.set(includer(name).filename, ejs.compile(source, { ...options, includer }))
    const page = ejs.cache.get(includer('page').filename)!
    return () => page(data)
  },
  Handlebars({ page, ...partials }, data) {
    const hbs = handlebars.create()
    const { helpers } = data
    const known = { knownHelpers: Object.fromEntries(Object.keys(helpers).map((name) => [name, true])), knownHelpersOnly: true }
    for (const [name, helper] of Object.entries(helpers)) hbs.registerHelper(name, helper as Handlebars.HelperDelegate)
    for (const [name, source] of Object.entries(partials)) hbs.registerPartial(name, hbs.compile(source, known))
    const render = hbs.compile(page, known)
    return () => render(data)
  },
  Nunjucks(sources, data) {
    const loader = { getSource: (name: string) => ({ src: sources[name]!, path: name, noCache: false }) }
    const environment = new nunjucks.Environment(loader, { autoescape: true })
    for (const [name, helper] of Object.entries(data.helpers)) environment.addFilter(name, helper)
    const template = environment.getTemplate('page', true)
    return () => template.render(data)
  },
  Edge(sources, data) {
    const edge = Edge.create({ cache: true })
    for (const [name, template] of Object.entries(sources)) edge.registerTemplate(name, { template })
    for (const [name, helper] of Object.entries(data.helpers)) edge.global(name, helper)
    return () => edge.renderSync('page', data)
  },
  LiquidJS(templates, data) {
    const liquid = new Liquid({ templates, cache: true, outputEscape: 'escape' })
    for (const [name, helper] of Object.entries(data.helpers)) liquid.registerFilter(name, helper as FilterImplOptions)
    const parsed = liquid.parse(templates.page)
    return () => liquid.renderSync(parsed, data) as string
  },
} satisfies Record<string, Engine>

export type EngineName = keyof typeof engines
