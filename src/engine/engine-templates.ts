import type { TemplateWorld } from '../access/template-world.ts'
import { checkTemplate } from '../check/check-template.ts'
import type { Problem } from '../check/problem.ts'
import { NoReverseMatch } from '../error.ts'
import { librariesOf } from '../language/libraries.ts'
import { memoryFragments } from '../render/memory-fragments.ts'
import type { IncludeObserver } from '../render/include-observer.ts'
import type { RenderServices } from '../render/render-options.ts'
import { Renderer } from '../render/renderer.ts'
import { renderSettings, type RenderSettings } from '../render/settings.ts'
import type { FilterDefinition } from '../language/filter-definition.ts'
import type { TagDefinition } from '../language/tag-definition.ts'
import type { Schema } from '../schema/schema.ts'
import { folderLoader } from '../template/folder-loader.ts'
import type { LoadedTemplate, TemplateLoader } from '../template/loader.ts'
import type { SyntaxLibraries } from '../template/syntax-libraries.ts'
import { TemplateSet } from '../template/template-set.ts'
import { isOtherSide, templateConverter } from '../serialize/template-values.ts'
import { EntityReader } from './entity-reader.ts'
import type { DjustOptions } from './options.ts'

/** What all editions of an engine's templates have in common. */
interface EngineLanguage {
  readonly loaders: readonly TemplateLoader[]
  readonly libraries: SyntaxLibraries
  readonly refreshable: boolean
  readonly settings: RenderSettings
  readonly services: () => RenderServices
  readonly reverse: DjustOptions['reverse']
  readonly staticFile: DjustOptions['staticFile']
  readonly typedNames: Set<string>
}

/** What tools ask of an engine's templates. All but `names` throw TemplateDoesNotExist. */
export interface TemplateTools {
  /** The names of all templates, as far as the loaders can list theirs. */
  names(): readonly string[]
  /** What is wrong in the text of one template, or hardly meant so. Throws no errors of syntax. */
  check(name: string): readonly Problem[]
  /** The JavaScript that a template became, and each that it includes by a fixed name; compiled now if it was not. */
  code(name: string): ReadonlyMap<string, string>
  /** Its text, which need not be right, and where it is from: the path of a file. */
  load(name: string): LoadedTemplate
}

/**
 * The templates of an engine: loaded, compiled, and with what each tag and filter reads. All are of one edition: where files
 * change, `refreshed` gives another one, and a page that is being rendered goes on with that which it was analysed with.
 */
export class EngineTemplates implements TemplateTools {
  readonly templates: TemplateSet
  readonly #language: EngineLanguage
  /** Of one edition: text that `{% cache %}` kept is of its template. */
  readonly #services: RenderServices
  #renderer: Renderer
  /** How many typed names `#renderer` knows. */
  #compiledNames: number

  static open(options: DjustOptions, schema: Schema | null, refreshable: boolean): EngineTemplates {
    return new EngineTemplates({
      loaders: loadersOf(options.templates),
      libraries: librariesOf(options),
      refreshable,
      settings: renderSettings(settingsOf(options)),
      services: () => servicesOf(options),
      reverse: options.reverse,
      staticFile: options.staticFile,
      typedNames: schema ? typedNames(schema) : new Set(),
    })
  }

  private constructor(language: EngineLanguage) {
    this.#language = language
    this.#services = language.services()
    this.templates = new TemplateSet(language)
    this.#renderer = this.#newRenderer()
    this.#compiledNames = language.typedNames.size
  }

  // Two libraries may have tags of one name: the syntax tree holds the one that the template loaded.
  readonly tagFlow: TemplateWorld['tagFlow'] = (_name, syntax) => {
    const definition: Partial<TagDefinition> = syntax
    return definition.flow ? { flow: definition.flow.bind(definition) } : undefined
  }

  readonly filterFlow: TemplateWorld['filterFlow'] = (_name, syntax) => (syntax as Partial<FilterDefinition>).flow

  /** Waits for asynchronous tags, if the page has any. */
  render(name: string, context: object, observer: IncludeObserver | null): Promise<string> {
    return this.#compiled().renderAsync(this.templates.get(name), context, undefined, observer)
  }

  /** The same in pieces, as they are asked for. */
  renderPieces(name: string, context: object): AsyncGenerator<string, void> {
    return this.#compiled().streamAsync(this.templates.get(name), context)
  }

  /** Compiles a template and what it includes by fixed names; throws what is wrong in them. */
  compile(name: string): void {
    this.#compiled().sources(this.templates.get(name))
  }

  /** A query's annotations may be dates or decimals: code that reads these names has to look. */
  addTypedNames(names: Iterable<string>): void {
    for (const name of names) this.#language.typedNames.add(name)
  }

  names(): readonly string[] {
    return this.templates.names()
  }

  load(name: string): LoadedTemplate {
    return this.templates.source(name)
  }

  check(name: string): readonly Problem[] {
    return checkTemplate({ name, named: true, ...this.templates.source(name) }, this.templates, {
      reverse: this.#language.reverse,
      staticFile: this.#language.staticFile,
    })
  }

  code(name: string): ReadonlyMap<string, string> {
    return this.#compiled().sources(this.templates.get(name))
  }

  source(name: string): string {
    return this.templates.get(name).source
  }

  /** These templates, or where one of them is not what it was any more, a new edition. */
  refreshed(): EngineTemplates {
    return this.templates.isStale() ? new EngineTemplates(this.#language) : this
  }

  /** Calls back soon after a file may have changed; the result stops it. */
  watch(onEvent: () => void): () => void {
    const stops = this.#language.loaders.flatMap((loader) => loader.watch?.(onEvent) ?? [])
    return () => stops.forEach((stop) => stop())
  }

  #compiled(): Renderer {
    if (this.#language.typedNames.size > this.#compiledNames) {
      this.#renderer = this.#newRenderer()
      this.#compiledNames = this.#language.typedNames.size
    }
    return this.#renderer
  }

  #newRenderer(): Renderer {
    const { settings, typedNames } = this.#language
    return new Renderer(this.templates, { settings, autoescape: true, typedNames, services: this.#services, sourceMaps: null })
  }
}

function loadersOf(templates: DjustOptions['templates'] = 'templates'): TemplateLoader[] {
  const all = (Array.isArray(templates) ? templates : [templates]) as readonly (string | TemplateLoader)[]
  return all.map((each) => (typeof each === 'string' ? folderLoader(each) : each))
}

function servicesOf({ orm, staticUrl, staticFile, mediaUrl, caches, reverse, debug }: DjustOptions): RenderServices {
  const given = {
    staticUrl,
    staticFile,
    mediaUrl,
    debug,
    reverse: reverse && reverseWith(reverse),
    unseen: orm && new EntityReader(orm.adapter),
  }
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    caches: { default: memoryFragments(), ...caches },
  }
}

function settingsOf({ values, timeZone, stringIfInvalid, now }: DjustOptions): Partial<RenderSettings> {
  const zone = timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  return Object.fromEntries(Object.entries({ values, timeZone: zone, stringIfInvalid, now }).filter(([, value]) => value !== undefined))
}

/** Names whose values templates see as another type than the entity's methods do, or not at all. */
function typedNames(schema: Schema): Set<string> {
  const names = new Set<string>()
  for (const model of schema.models.values()) {
    for (const field of model.fields.values()) if (field.hidden || templateConverter(field)) names.add(field.name)
    for (const relation of model.relations.values()) if (relation.hidden || isOtherSide(relation)) names.add(relation.name)
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
