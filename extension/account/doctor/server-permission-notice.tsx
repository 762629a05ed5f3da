import { useEffect, useState } from 'hono/jsx/dom';
import type { ServerPermission } from 'latchkey/account';
import { i18n } from '#i18n';

/** Says that the browser keeps the extension from its server, and mends it at a click; nothing while all is well. */
export function ServerPermissionNotice({ permission }: { permission: ServerPermission }) {
  const [missing, setMissing] = useState(false);
  useEffect(() => {
    const look = async () => setMissing(!(await permission.granted()));
    void look();
    return permission.onChange(() => void look());
  }, [permission]);
  return (
    <div class="live" role="alert">
      {missing ? (
        <div class="notice bad">
          <p>{i18n.t('doctor.advice.hostPermission')}</p>
          <button type="button" onClick={() => permission.request()}>
            {i18n.t('doctor.grant')}
          </button>
        </div>
      ) : null}
    </div>
  );
}
