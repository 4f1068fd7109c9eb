import { describe, expect, test } from 'vitest'
import { linkify, pictureAddress } from './linkify'

const links = (text: string) => linkify(text).flatMap(({ href }) => (href === null ? [] : [href]))

describe('linkify', () => {
  test('gives the text back unchanged, whatever is in it', () => {
    const text = 'see https://a.example/b, or <img onerror=x> https://c.example。ok'
    expect(
      linkify(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text)
  })

  test('leaves the end of a sentence out of the address', () => {
    expect(links('(https://a.example/x).')).toEqual(['https://a.example/x'])
    expect(links('https://a.example/いちごを見て。次')).toEqual(['https://a.example/いちごを見て'])
  })

  test('knows no other schemes', () => {
    expect(links('javascript:alert(1) data:text/html,x ftp://a.example')).toEqual([])
  })

  test('takes a long run of punctuation in one pass', () => {
    expect(links(`https://a.example${'.'.repeat(10_000)}`)).toEqual(['https://a.example'])
  })
})

describe('pictureAddress', () => {
  test('knows a lone https address that ends like a picture', () => {
    expect(pictureAddress(' https://a.example/x.JPG?w=2 ')).toBe('https://a.example/x.JPG?w=2')
  })

  test.each([
    'http://a.example/x.jpg',
    'https://a.example/x',
    'look: https://a.example/x.jpg',
    'https://',
  ])('does not take %s for one', (text) => {
    expect(pictureAddress(text)).toBeNull()
  })
})
