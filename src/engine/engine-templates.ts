import type { TemplateWorld } from '../access/template-analysis.ts'
import { NoReverseMatch } from '../error.ts'
import { builtins } from '../language/builtins.ts'
import { loadableLibraries } from '../language/loadable-libraries.ts'
import { memoryFragments } from '../render/memory-fragments.ts'
import type { RenderServices } from '../render/render-options.ts'
import { Renderer } from '../render/renderer.ts'
import { renderSettings, type RenderSettings } from '../render/settings.ts'
import type { FilterDefinition } from '../language/filter-definition.ts'
import type { TagDefinition } from '../language/tag-definition.ts'
import type { Schema } from '../schema/schema.ts'
import { folderLoader } from '../template/folder-loader.ts'
import type { TemplateLoader } from '../template/loader.ts'
import { TemplateSet } from '../template/template-set.ts'
import { templateConverter } from '../serialize/template-values.ts'
import type { DjustOptions } from './options.ts'

/** The templates of an engine: loaded, compiled, and with what each tag and filter reads. */
export class EngineTemplates {
  readonly templates: TemplateSet
  readonly #renderer: Renderer
  readonly #typedNames: Set<string>

  constructor(options: DjustOptions, schema: Schema | null) {
    const everywhere = [builtins, ...(options.builtins ?? [])]
    const loadable = [...loadableLibraries, ...(options.libraries ?? [])]
    this.templates = new TemplateSet({
      loaders: loadersOf(options.templates),
      libraries: { builtins: everywhere, loadable: byName(loadable) },
    })
    this.#typedNames = schema ? typedNames(schema) : new Set()
    this.#renderer = new Renderer(this.templates, {
      settings: renderSettings(settingsOf(options)),
      autoescape: true,
      typedNames: this.#typedNames,
      services: servicesOf(options),
    })
  }

  // Two libraries may have tags of one name: the syntax tree holds the one that the template loaded.
  readonly tagFlow: TemplateWorld['tagFlow'] = (_name, syntax) => {
    const definition: Partial<TagDefinition> = syntax
    return definition.flow ? { flow: definition.flow.bind(definition) } : undefined
  }

  readonly filterFlow: TemplateWorld['filterFlow'] = (_name, syntax) => (syntax as Partial<FilterDefinition>).flow

  /** Waits for asynchronous tags, if the page has any. */
  render(name: string, context: object): Promise<string> {
    return this.#renderer.renderAsync(this.templates.get(name), context)
  }

  /** The same in pieces, as they are asked for. */
  renderPieces(name: string, context: object): AsyncGenerator<string, void> {
    return this.#renderer.streamAsync(this.templates.get(name), context)
  }

  /** A query's annotations may be dates or decimals: code that reads these names has to look. */
  addTypedNames(names: Iterable<string>): void {
    const known = this.#typedNames.size
    for (const name of names) this.#typedNames.add(name)
    if (this.#typedNames.size > known) this.#clear()
  }

  source(name: string): string {
    return this.templates.get(name).source
  }

  /** Drops everything if a template is not what it was any more; whether it did. */
  refresh(): boolean {
    if (!this.templates.refresh()) return false
    this.#clear()
    return true
  }

  #clear(): void {
    this.templates.clear()
    this.#renderer.clear()
  }
}

function loadersOf(templates: DjustOptions['templates'] = 'templates'): TemplateLoader[] {
  const all = (Array.isArray(templates) ? templates : [templates]) as readonly (string | TemplateLoader)[]
  return all.map((each) => (typeof each === 'string' ? folderLoader(each) : each))
}

function servicesOf({ staticUrl, staticFile, mediaUrl, caches, reverse, debug }: DjustOptions): RenderServices {
  const given = { staticUrl, staticFile, mediaUrl, debug, reverse: reverse && reverseWith(reverse) }
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    caches: { default: memoryFragments(), ...caches },
  }
}

function settingsOf({ values, timeZone, stringIfInvalid, now }: DjustOptions): Partial<RenderSettings> {
  const zone = timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  return Object.fromEntries(Object.entries({ values, timeZone: zone, stringIfInvalid, now }).filter(([, value]) => value !== undefined))
}

/** Fields whose values templates see as another type than the entity's methods do. */
function typedNames(schema: Schema): Set<string> {
  const names = new Set<string>()
  for (const model of schema.models.values()) {
    for (const field of model.fields.values()) if (templateConverter(field)) names.add(field.name)
  }
  return names
}

function reverseWith(reverse: NonNullable<DjustOptions['reverse']>) {
  return (name: string, args: readonly unknown[], kwargs: Readonly<Record<string, unknown>>): string => {
    const url = reverse(name, args, kwargs)
    if (url !== undefined) return url
    throw new NoReverseMatch('template/no-reverse-match', `{% url %} found no route "${name}" for these arguments`, {
      hint: 'createDjust({ reverse }) gave undefined.',
    })
  }
}

function byName<Named extends { readonly name: string }>(all: readonly Named[]): ReadonlyMap<string, Named> {
  return new Map(all.map((each) => [each.name, each]))
}
