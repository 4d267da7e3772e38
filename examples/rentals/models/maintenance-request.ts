import { defineEntity, p } from '@mikro-orm/core'
import { QuerySet, manager } from 'djust'
import { daysBetween, isoDay, today } from '../calendar.ts'
import { keysOf, priorities, requestStatuses } from './choices.ts'
import { Property } from './property.ts'
import { Tenant } from './tenant.ts'

const MaintenanceRequestSchema = defineEntity({
  name: 'MaintenanceRequest',
  tableName: 'maintenance_requests',
  properties: {
    id: p.integer().primary(),
    property: () => p.manyToOne(Property),
    tenant: () => p.manyToOne(Tenant).nullable(),
    title: p.string(),
    description: p.text(),
    priority: p.enum(keysOf(priorities)),
    /** 1 is urgent, 4 is low: the priority as a number to sort by. */
    priorityRank: p.integer().index(),
    status: p.enum(keysOf(requestStatuses)).index(),
    assignedTo: p.string().nullable(),
    notes: p.text(),
    estimatedCost: p.decimal().precision(10).scale(2).nullable(),
    actualCost: p.decimal().precision(10).scale(2).nullable(),
    createdAt: p.datetime(),
    completedAt: p.datetime().nullable(),
  },
})

export class MaintenanceRequestQuerySet extends QuerySet<MaintenanceRequest> {
  pending() {
    return this.filter({ status: ['open', 'in_progress'] })
  }

  byUrgency() {
    return this.orderBy('priorityRank', '-createdAt')
  }

  search(term: string) {
    return this.filter({
      or: [{ title: { icontains: term } }, { description: { icontains: term } }, { property: { name: { icontains: term } } }],
    })
  }
}

export class MaintenanceRequest extends MaintenanceRequestSchema.class {
  static objects = manager(MaintenanceRequest, MaintenanceRequestQuerySet)

  get url(): string {
    return `/rentals/maintenance/${this.id}/`
  }

  get propertyName(): string {
    return this.property.name
  }

  get priorityDisplay(): string {
    return priorities[this.priority]
  }

  get statusDisplay(): string {
    return requestStatuses[this.status]
  }

  get isPending(): boolean {
    return this.status === 'open' || this.status === 'in_progress'
  }

  /** Days from the report to the repair, or to today while it is not done. */
  get daysOpen(): number {
    const until = this.completedAt ? isoDay(this.completedAt.getTime()) : today()
    return daysBetween(isoDay(this.createdAt.getTime()), until)
  }

  /** What the repair cost above its estimate; null until both are known. */
  get costOverrun(): number | null {
    return this.actualCost === null || this.actualCost === undefined || !this.estimatedCost
      ? null
      : Number(this.actualCost) - Number(this.estimatedCost)
  }
}

MaintenanceRequestSchema.setClass(MaintenanceRequest)
