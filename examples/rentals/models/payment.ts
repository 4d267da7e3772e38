import { defineEntity, p } from '@mikro-orm/core'
import { QuerySet, manager } from 'djust'
import { keysOf, paymentMethods, paymentStatuses } from './choices.ts'
import { Lease } from './lease.ts'
import { LedgerMonth } from './ledger-month.ts'

const PaymentSchema = defineEntity({
  name: 'Payment',
  tableName: 'payments',
  properties: {
    id: p.integer().primary(),
    lease: () => p.manyToOne(Lease),
    month: () => p.manyToOne(LedgerMonth),
    amount: p.decimal().precision(10).scale(2),
    paymentDate: p.date().index(),
    paymentMethod: p.enum(keysOf(paymentMethods)),
    status: p.enum(keysOf(paymentStatuses)),
    notes: p.text(),
    transactionId: p.string(),
  },
})

export class PaymentQuerySet extends QuerySet<Payment> {
  latest() {
    return this.orderBy('-paymentDate', '-id')
  }
}

export class Payment extends PaymentSchema.class {
  static objects = manager(Payment, PaymentQuerySet)

  get methodDisplay(): string {
    return paymentMethods[this.paymentMethod]
  }

  get statusDisplay(): string {
    return paymentStatuses[this.status]
  }

  get tenantName(): string {
    return this.lease.tenantName
  }

  get propertyName(): string {
    return this.lease.propertyName
  }
}

PaymentSchema.setClass(Payment)
