import { defineConfig } from 'djust'
import config from './djust.config.ts'
import { OldDashboardView } from './views.ts'

export default defineConfig({ ...config, views: [OldDashboardView] })
