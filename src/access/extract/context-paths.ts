import { DjustError, TemplateSyntaxError } from '../../error.ts'
import type { AccessNode } from '../access-node.ts'
import type { FilterFlow, TagFlow } from '../flow.ts'
import { analyzeTemplate, type TemplateAccess } from '../template-analysis.ts'
import type { TemplateFamily } from '../template-world.ts'
import type { Value } from '../value.ts'
import type { BlockNode, Expression, Template } from '../../template/ast.ts'
import { partName, partTemplate } from '../../template/part-template.ts'
import { staticName } from '../../template/static-name.ts'
import type { TagSyntax } from '../../template/tag-syntax.ts'
import { type KnownTags, parseLeniently } from './parse-leniently.ts'
import { PathCollector, type TemplatePaths } from './path-collector.ts'
import { unnamed } from './template-variables.ts'
import { unknownTag } from './unknown-tag.ts'

/** What extraction must know of tags and filters; others are read as they are written. */
export interface KnownLanguage {
  readonly tags: ReadonlyMap<string, TagSyntax & Partial<TagFlow<unknown>>>
  readonly filters: ReadonlyMap<string, { readonly flow?: FilterFlow }>
}

/** The paths that a template reads of its context, with names that it binds followed to what they stand for. */
export function contextPaths(source: string, templates: Readonly<Record<string, string>>, language: KnownLanguage): TemplatePaths {
  const read = new Set<AccessNode>()
  const files = new TemplateFiles(source, templates, language.tags)
  const { roots } = analyzed(() =>
    analyzeTemplate('', {
      // Its includes stand for names alone.
      family: (name) => files.family(name as string),
      namesOf: (expression) => files.namesOf(expression),
      tagFlow: (name) => flowOf(language.tags.get(name)) ?? (language.tags.has(name) ? undefined : unknownFlow),
      filterFlow: (name) => language.filters.get(name)?.flow,
      everyBranch: true,
      onPath: (value) => keepNodes(value, read),
    }),
  )
  const paths = new PathCollector()
  for (const [name, node] of roots) collect(node, name, read, paths)
  return paths.result()
}

/** What the analysis refuses is a parsing error here, as all others are. */
function analyzed(analyze: () => TemplateAccess): TemplateAccess {
  try {
    return analyze()
  } catch (error) {
    if (!(error instanceof DjustError) || error.code !== 'access/too-many-paths') throw error
    throw new TemplateSyntaxError(error.code, `Template parsing error: ${error.summary}`, { hint: error.hint })
  }
}

/** The source, under an empty name, and the templates that it names; each is parsed when it is asked for. */
class TemplateFiles {
  private readonly source: string
  private readonly templates: Readonly<Record<string, string>>
  private readonly tags: KnownTags
  private readonly parsed = new Map<string, Template>()

  constructor(source: string, templates: Readonly<Record<string, string>>, tags: KnownTags) {
    this.source = source
    this.templates = templates
    this.tags = tags
  }

  /** Null where only rendering can tell, or where there is no template of that name. */
  namesOf(expression: Expression): readonly string[] | null {
    const name = staticName(expression)
    return name !== null && this.has(name) ? [name] : null
  }

  /** The template and its parents, as far as they are there. */
  family(name: string): TemplateFamily {
    const chain: Template[] = []
    for (let next: string | null = name; next !== null; next = this.parentOf(chain)) chain.push(this.get(next))
    const blocks = new Map<string, { template: Template; block: BlockNode }[]>()
    for (const template of chain) {
      for (const [block, node] of template.blocks) {
        const bodies = blocks.get(block)
        if (bodies) bodies.push({ template, block: node })
        else blocks.set(block, [{ template, block: node }])
      }
    }
    return { chain, blocks }
  }

  private has(name: string): boolean {
    const { file, part } = partName(name)
    return Object.hasOwn(this.templates, file) && (part === null || Boolean(this.get(file).parts.get(part)?.nodes))
  }

  private get(name: string): Template {
    let template = this.parsed.get(name)
    if (!template) {
      const { file, part } = partName(name)
      if (file !== name) return this.partOf(this.get(file), part)
      template =
        name === '' ? parseLeniently(this.source, unnamed, this.tags) : parseLeniently(this.templates[name] as string, name, this.tags)
      this.parsed.set(name, template)
    }
    return template
  }

  private partOf(template: Template, part: string | null): Template {
    const nodes = part === null ? null : template.parts.get(part)?.nodes
    return part !== null && nodes ? partTemplate(template, part, nodes) : template
  }

  private parentOf(chain: readonly Template[]): string | null {
    const parent = chain.at(-1)?.extends?.parent
    const name = parent ? staticName(parent) : null
    // A template that extends itself has no parent here: there is one of each name.
    return name !== null && this.has(name) && !chain.some((template) => template.name === name) ? name : null
  }
}

const unknownFlow: TagFlow<unknown> = { flow: (args, flow) => unknownTag.flow(args as Parameters<typeof unknownTag.flow>[0], flow) }

function flowOf(definition: Partial<TagFlow<unknown>> | undefined): TagFlow<unknown> | undefined {
  return definition?.flow ? { flow: definition.flow.bind(definition) } : undefined
}

/** The nodes that a value is, or is one of. */
function keepNodes(value: Value, nodes: Set<AccessNode>): void {
  if (value.kind === 'node') nodes.add(value.node)
  else if (value.kind === 'union') for (const option of value.options) keepNodes(option, nodes)
}

const index = /^\d+$/

/** More nodes than any page has: names bound to one of several, over and over, stand for more paths than there is memory. */
const mostNodes = 100_000

/** A node to list under `path`; `leaves` are nodes whose own parts are done. */
type Step = { readonly node: AccessNode; readonly path: string } | { readonly leaves: AccessNode }

/**
 * Lists the nodes that were read, from `root` down. Elements have the path of their list. What a node is also read as
 * (`flowsTo`) is listed under it, except where that leads back up: a template that includes itself is not repeated forever.
 * Paths can be as deep as a template is long, so that this is no recursion.
 */
function collect(root: AccessNode, name: string, read: ReadonlySet<AccessNode>, paths: PathCollector): void {
  const steps: Step[] = [{ node: root, path: '' }]
  const above = new Set<AccessNode>()
  let count = 0
  for (let step = steps.pop(); step; step = steps.pop()) {
    if ('leaves' in step) {
      above.delete(step.leaves)
      continue
    }
    const { node, path } = step
    if (above.has(node)) continue
    if (++count > mostNodes) {
      throw new TemplateSyntaxError('access/too-many-paths', `Template parsing error: "${name}" is read by more than ${mostNodes} paths`, {
        hint: 'Bind fewer names to one of several values, or make the chain of such names shorter.',
      })
    }
    if (read.has(node) || (path !== '' && node.output)) paths.add(name, path)
    if (node.members.size === 0 && node.element === null && node.flowsTo.size === 0) continue
    above.add(node)
    steps.push({ leaves: node })
    if (node.element) steps.push({ node: node.element, path })
    for (const [member, child] of node.members) {
      steps.push({ node: child, path: index.test(member) ? path : path === '' ? member : `${path}.${member}` })
    }
    for (const other of node.flowsTo) steps.push({ node: other, path })
  }
}
