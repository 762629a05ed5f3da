import { useEffect, useRef } from 'hono/jsx/dom';
import { i18n } from '#i18n';

interface TabWaitProps {
  /** What the way is called, where it is known. */
  name: string | undefined;
  /** What the page may ask for. */
  code: string | undefined;
  headingLevel: 'h1' | 'h2';
  problem: string | null;
  onShow: () => void;
  onCancel: () => void;
}

/** While somebody signs in on a page in a tab. */
export function TabWait({ name, code, headingLevel: Heading, problem, onShow, onCancel }: TabWaitProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div class="stack">
      <Heading ref={heading} tabIndex={-1}>
        {i18n.t('tabWait.heading')}
      </Heading>
      <p role="status">{name === undefined ? i18n.t('tabWait.anyWay') : i18n.t('tabWait.way', [name])}</p>
      {code ? <p>{i18n.t('tabWait.code', [code])}</p> : null}
      <div class="live" role="alert">
        {problem ? <p class="notice bad">{problem}</p> : null}
      </div>
      <button type="button" class="primary" onClick={onShow}>
        {i18n.t('tabWait.show')}
      </button>
      <button type="button" onClick={onCancel}>
        {i18n.t('tabWait.cancel')}
      </button>
    </div>
  );
}
