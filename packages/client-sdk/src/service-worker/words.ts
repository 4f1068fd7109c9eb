interface Words {
  readonly unreadable: string
  readonly notSent: string
  readonly again: string
}

const english: Words = {
  unreadable: 'You have a new notification',
  notSent: 'Your reply was not sent',
  again: 'Send again',
}

const japanese: Words = {
  unreadable: '新しいお知らせがあります',
  notSent: '返信を送信できませんでした',
  again: 'もう一度送信',
}

/** The worker's own few sentences; all but Japanese get English. */
export function words(language: string): Words {
  return language.startsWith('ja') ? japanese : english
}
