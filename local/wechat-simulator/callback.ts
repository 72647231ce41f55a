import type { ConfirmLink } from './confirm-link.ts';
import type { Quirks } from './quirks.ts';

type Answer = { readonly openid: string; readonly action: 'confirm' | 'cancel' };

/**
 * Where the confirm page sends the browser. The order openid, template_id, action, reserved, scene
 * is the one that was observed; openid comes with a confirm only. The query always goes before a
 * fragment: that much both published reports about fragments share.
 */
export function callbackLocation(link: ConfirmLink, answer: Answer, quirks: Quirks): string {
  const [beforeFragment, fragment] = cut(link.redirectUrl, '#');
  const [path, ownQuery] = cut(beforeFragment, '?');
  const query = [ownPart(ownQuery, quirks), ...callbackParameters(link, answer)].filter(Boolean);
  const slash = quirks.slashBeforeQuery && !path.endsWith('/') ? '/' : '';
  return `${schemed(path, quirks)}${slash}?${query.join('&')}${damaged(fragment, quirks)}`;
}

function callbackParameters(link: ConfirmLink, { openid, action }: Answer): string[] {
  const parameters: [name: string, value: string | null][] = [
    ['openid', action === 'confirm' ? openid : null],
    ['template_id', link.account.template_id],
    ['action', action],
    ['reserved', link.reserved],
    ['scene', String(link.scene)],
  ];
  return parameters.flatMap(([name, value]) =>
    value === null ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
}

function ownPart(ownQuery: string | null, quirks: Quirks): string {
  switch (quirks.ownQuery) {
    case 'kept':
      return ownQuery ?? '';
    case 'ampEscaped':
      return (ownQuery ?? '').replaceAll('&', '&amp;');
    case 'dropped':
      return '';
  }
}

function damaged(fragment: string | null, quirks: Quirks): string {
  if (fragment === null) return '';
  switch (quirks.fragment) {
    case 'kept':
      return `#${fragment}`;
    case 'percentEncoded':
      return `#%23${fragment}`;
    case 'doubled':
      return `#/#${fragment}`;
    case 'dropped':
      return '';
  }
}

function schemed(path: string, quirks: Quirks): string {
  return quirks.scheme === 'httpsToHttp' ? path.replace(/^https:/i, 'http:') : path;
}

function cut(text: string, mark: string): [before: string, after: string | null] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + mark.length)];
}
