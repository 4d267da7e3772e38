import { TemplateDoesNotExist, TemplateSyntaxError } from '../error.ts'
import type { SourceSpan } from '../error.ts'
import { didYouMean, nearest } from '../util/did-you-mean.ts'
import type { BlockNode, ExtendsNode, Template, TemplatePart } from './ast.ts'
import type { LoadedTemplate, TemplateLoader } from './loader.ts'
import { parseTemplate } from './parse-template.ts'
import type { SyntaxLibraries } from './syntax-libraries.ts'
import { traceSync } from '../trace/trace.ts'
import { staticName } from './static-name.ts'
import { partName, partTemplate } from './part-template.ts'

/** Where a block's content stands: the node and the template file whose text it is. */
export interface BlockPart {
  readonly template: Template
  readonly block: BlockNode
}

/** A template with its ancestors, as far as their names are known without running anything. */
export interface ResolvedTemplate {
  /** The template itself, its parent, its parent's parent… */
  readonly chain: readonly [Template, ...Template[]]
  /** The last of `chain`: the nodes that are rendered. */
  readonly root: Template
  /** For each block name its contents, most derived first; the next one is `block.super`. */
  readonly blocks: ReadonlyMap<string, readonly BlockPart[]>
  /** The `{% extends variable %}` of the last template, whose parent only a context can tell. */
  readonly dynamicParent: ExtendsNode | null
}

export interface TemplateSetOptions {
  readonly loaders: readonly TemplateLoader[]
  readonly libraries: SyntaxLibraries
  /** Whether `isStale` will be asked: each look-up is then remembered. Default: no. */
  readonly refreshable?: boolean
}

/** What a loader gave for a name; null where it had nothing. */
interface LookUp {
  readonly loader: TemplateLoader
  readonly name: string
  readonly skip: ReadonlySet<string> | undefined
  readonly source: string | null
  stamp: string | null
}

/** Loads and parses templates by name and keeps them. Errors are TemplateDoesNotExist and TemplateSyntaxError. */
export class TemplateSet {
  private readonly loaders: readonly TemplateLoader[]
  readonly libraries: SyntaxLibraries
  private readonly byName = new Map<string, Template>()
  private readonly byOrigin = new Map<string, Template>()
  /** What is wrong with texts that do not parse, by origin and name. */
  private readonly broken = new Map<string, { readonly source: string; readonly error: TemplateSyntaxError }>()
  private readonly resolved = new WeakMap<Template, ResolvedTemplate>()
  private readonly lookUps: Map<string, LookUp> | null
  private readonly parts = new WeakMap<TemplatePart, Template>()
  /** All names, once an error asked for them. */
  private known: readonly string[] | null = null

  constructor(options: TemplateSetOptions) {
    this.loaders = options.loaders
    this.libraries = options.libraries
    this.lookUps = options.refreshable ? new Map() : null
  }

  /** The template of that name, or its part for `name#part`; `at` is the place that asks for it. */
  get(name: string, at?: SourceSpan): Template {
    const known = this.byName.get(name)
    if (known) return known
    const template = this.find(name)
    if (!template) throw this.missing([name], at)
    this.byName.set(name, template)
    return template
  }

  /** The first of the names that exists. */
  select(names: readonly string[], at?: SourceSpan): Template {
    for (const name of names) {
      const template = this.byName.get(name) ?? this.find(name)
      if (!template) continue
      this.byName.set(name, template)
      return template
    }
    throw this.missing(names, at)
  }

  /** A part of a template as a template of its own; null where it has no such part. */
  part(template: Template, name: string): Template | null {
    const part = template.parts.get(name)
    if (!part?.nodes) return null
    let found = this.parts.get(part)
    if (!found) this.parts.set(part, (found = partTemplate(template, part.name, part.nodes)))
    return found
  }

  /** The text of a template, which need not be right. */
  source(name: string): LoadedTemplate {
    for (const [index, loader] of this.loaders.entries()) {
      const found = loader.load(name)
      if (found !== null && found !== undefined) return loaded(found, index, name)
    }
    throw this.missing([name], undefined)
  }

  /** All names that the loaders can list, sorted. */
  names(): readonly string[] {
    return [...new Set(this.loaders.flatMap((loader) => loader.names?.() ?? []))].toSorted()
  }

  /** Parses a source that no loader knows. Nothing is kept. */
  parse(source: string, name?: string): Template {
    return parseTemplate(source, {
      name: name ?? '<string>',
      named: name !== undefined,
      origin: name ?? '<string>',
      libraries: this.libraries,
    })
  }

  /** The template with its chain of parents and its table of blocks. */
  resolve(template: Template): ResolvedTemplate {
    let resolved = this.resolved.get(template)
    if (!resolved) this.resolved.set(template, (resolved = this.extend([template])))
    return resolved
  }

  /** The same once the parent that `dynamicParent` names is known. */
  resolveParent(child: ResolvedTemplate, parent: string | Template, at?: SourceSpan): ResolvedTemplate {
    const found = typeof parent === 'string' ? this.parentOf(child.chain, parent, at) : parent
    if (child.chain.includes(found)) {
      throw new TemplateSyntaxError('template/no-parent', `The template ${found.name} extends itself`, { span: at })
    }
    return this.extend([...child.chain, found])
  }

  /** Whether a loader would now give another text for a name that was asked for, or has one that it had not. */
  isStale(): boolean {
    return this.lookUps !== null && this.lookUps.values().some(isChanged)
  }

  /** Forgets what was loaded, so that changed files are read again. */
  clear(): void {
    this.byName.clear()
    this.byOrigin.clear()
    this.broken.clear()
    this.known = null
  }

  private extend(start: readonly [Template, ...Template[]]): ResolvedTemplate {
    const chain: [Template, ...Template[]] = [...start]
    for (;;) {
      const last = chain[chain.length - 1] as Template
      const node = last.extends
      const name = node && staticName(node.parent)
      if (name === null) return { chain, root: last, blocks: blockTable(chain), dynamicParent: node }
      chain.push(this.parentOf(chain, name, { template: last.name, source: last.source, ...(node as ExtendsNode).span }))
    }
  }

  /** A parent is never a template that is in the chain already: a name then means the next one that a loader has. */
  private parentOf(chain: readonly Template[], name: string, at?: SourceSpan): Template {
    const known = partName(name).part === null ? this.byName.get(name) : undefined
    if (known && !chain.some((template) => template.origin === known.origin)) return known
    const skip = new Set(chain.map((template) => template.origin))
    const template = this.findFile(name, skip)
    if (!template) throw this.missing([name], at, skip)
    return template
  }

  private find(name: string): Template | null {
    const { file, part } = partName(name)
    const template = this.byName.get(file) ?? this.findFile(file, undefined)
    return part === null || !template ? template : this.part(template, part)
  }

  private findFile(name: string, skip: ReadonlySet<string> | undefined): Template | null {
    for (const [index, loader] of this.loaders.entries()) {
      const found = loader.load(name, skip)
      this.remember(index, { loader, name, skip, source: sourceOf(found), stamp: null })
      if (found === null || found === undefined) continue
      const { source, origin } = loaded(found, index, name)
      if (skip?.has(origin)) continue
      const key = `${origin}\0${name}`
      let template = this.byOrigin.get(key)
      if (!template) this.byOrigin.set(key, (template = this.parseFile(source, name, origin, key)))
      return template
    }
    return null
  }

  private parseFile(source: string, name: string, origin: string, key: string): Template {
    const known = this.broken.get(key)
    if (known?.source === source) throw known.error.again()
    try {
      return traceSync('djust:template', { name, origin }, () =>
        parseTemplate(source, { name, named: true, origin, libraries: this.libraries }),
      )
    } catch (error) {
      if (error instanceof TemplateSyntaxError) this.broken.set(key, { source, error: error.again() })
      throw error
    }
  }

  private remember(index: number, lookUp: LookUp): void {
    if (!this.lookUps) return
    const key = [index, lookUp.name, ...(lookUp.skip ?? [])].join('\0')
    // The first text is the one that was compiled.
    if (!this.lookUps.has(key)) this.lookUps.set(key, lookUp)
  }

  /** `Did you mean "base.html"?`, where a name is none of a template. */
  private nearName(names: readonly string[]): string {
    this.known ??= this.names()
    for (const name of names) {
      // The names of files have endings in common, and short ones differ in few letters.
      const letters = name.replace(/\.\w+$/, '').length
      const near = this.known.includes(name) ? undefined : nearest(name, this.known, Math.max(2, Math.floor(letters / 4) + 1))
      if (near !== undefined) return `Did you mean "${near}"? `
    }
    return ''
  }

  /** What to say where a template is there, but not its part. */
  private lackingPart(name: string): { problem: string; hint: string } | null {
    const { file, part } = partName(name)
    const template = part === null ? null : this.find(file)
    if (!template || part === null) return null
    const known = [...template.parts.values()].filter(({ nodes }) => nodes).map((each) => each.name)
    const hint = known.length === 0 ? `Define it there with {% partialdef ${part} %}.` : didYouMean(part, known)
    return { problem: `The template ${file} has no partial "${part}"`, hint }
  }

  private missing(names: readonly string[], at: SourceSpan | undefined, skip?: ReadonlySet<string>): TemplateDoesNotExist {
    if (names.length === 0) return new TemplateDoesNotExist('template/not-found', 'No template names provided', { span: at })
    const lacking = names.length === 1 && !skip ? this.lackingPart(names[0] as string) : null
    if (lacking) return new TemplateDoesNotExist('template/not-found', lacking.problem, { span: at, hint: lacking.hint })
    const files = names.map((name) => partName(name).file)
    const tried = files.flatMap((file) => this.loaders.flatMap((loader) => loader.tried?.(file) ?? [file]))
    const lines = tried.map((place) => `  ${place}${skip?.has(place) ? ' (skipped: it is being extended already)' : ''}`)
    const near = this.nearName(files)
    const hint = tried.length === 0 ? 'No loader is set up.' : `${near}Looked for:\n${lines.join('\n')}`
    return new TemplateDoesNotExist('template/not-found', `Template not found: ${names.join(', ')}`, { span: at, hint })
  }
}

function isChanged(lookUp: LookUp): boolean {
  const { loader, name, skip, source } = lookUp
  // Taken before the text is read: a file that changes in between is then looked at again.
  const stamp = loader.stamp?.(name) ?? null
  if (stamp !== null && stamp === lookUp.stamp) return false
  if (sourceOf(loader.load(name, skip)) !== source) return true
  lookUp.stamp = stamp
  return false
}

function sourceOf(found: string | LoadedTemplate | null | undefined): string | null {
  return typeof found === 'object' ? (found?.source ?? null) : (found ?? null)
}

function loaded(found: string | LoadedTemplate, loader: number, name: string): LoadedTemplate {
  return typeof found === 'string' ? { source: found, origin: `loader ${loader}:${name}` } : found
}

function blockTable(chain: readonly Template[]): ReadonlyMap<string, readonly BlockPart[]> {
  const table = new Map<string, BlockPart[]>()
  for (const template of chain) {
    for (const [name, block] of template.blocks) {
      const parts = table.get(name)
      if (parts) parts.push({ template, block })
      else table.set(name, [{ template, block }])
    }
  }
  return table
}
