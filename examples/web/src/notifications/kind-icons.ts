import type { NotificationKind } from '@otsy/client-sdk'
import {
  BadgePercent,
  CreditCard,
  MessageSquareText,
  PackageCheck,
  PackagePlus,
  ShieldAlert,
  type LucideIcon,
} from 'lucide-react'

export const kindIcons: Readonly<Record<NotificationKind, LucideIcon>> = {
  chat_message: MessageSquareText,
  order_update: PackageCheck,
  new_order: PackagePlus,
  payment: CreditCard,
  promotional: BadgePercent,
  system_alert: ShieldAlert,
}
