export { createDjust, Djust, type RenderOptions, type StreamOptions } from './engine/djust.ts'
export type { PageCheck, PageCheckOptions } from './engine/check-page.ts'
export type { TemplateTools } from './engine/engine-templates.ts'
export type { ExplainedQuery, Explanation } from './engine/explain.ts'
export type { Logger } from './engine/logger.ts'
export type { DjustOptions } from './engine/options.ts'
export type { CacheStats } from './engine/plan-cache.ts'
export type { RenderReport } from './engine/report.ts'
export { getSerializerSource, type Serializer, type SerializerCache } from './engine/serializer-cache.ts'
export type { Settings } from './engine/settings.ts'
export { DjustError, NoReverseMatch, TemplateDoesNotExist, TemplateSyntaxError } from './error.ts'
export type { StatementReport } from './load/load-run.ts'
export { avg, count, max, min, sum } from './query/aggregates.ts'
export { caseWhen, coalesce, col, concat, exists, Expression, now, raw, value } from './query/expression.ts'
export { manager, type Manager } from './query/manager.ts'
export { QuerySet } from './query/query-set.ts'
export { Prefetch, SingleQuery } from './query/row-query.ts'
export type { Reads } from './query/query-types.ts'
export type { LazyQuery } from './query/lazy-query.ts'
export { defineConfig, type ConfiguredView, type DjustConfig, type ViewSample } from './view/define-config.ts'
export type { Each, Parameter, Part, Shown, ViewContext, ViewOf } from './types/shown.ts'
export { LiveView, type LiveViewClass } from './view/live-view.ts'
export { emptyRequest, explainView, renderView, viewPieces } from './view/render-view.ts'
export type { Request } from './view/request.ts'
export type {
  CacheEvent,
  PageEvent,
  PlanEvent,
  QueryEvent,
  SerializeEvent,
  Stage,
  StageEvents,
  TemplateEvent,
} from './trace/stage-events.ts'
