import type { FilterDefinition } from '../filter-definition.ts'
import { caseFilters } from './case-filters.ts'
import { dateFilters } from './date-filters.ts'
import { escapeFilters } from './escape-filters.ts'
import { listFilters } from './list-filters.ts'
import { logicFilters } from './logic-filters.ts'
import { numberFilters } from './number-filters.ts'
import { paddingFilters } from './padding-filters.ts'
import { truncateFilters } from './truncate-filters.ts'

/** Every filter that a template has without `{% load %}`: Django 5.2's. */
export const builtinFilters: readonly FilterDefinition[] = [
  ...caseFilters,
  ...paddingFilters,
  ...truncateFilters,
  ...escapeFilters,
  ...numberFilters,
  ...listFilters,
  ...dateFilters,
  ...logicFilters,
]
