import { IconAlertTriangle } from '@tabler/icons-react';
import { Banner } from '../components/banner.tsx';
import { ReloadButton } from '../components/reload-button.tsx';

/** Says that something could not be drawn, and the way on. What threw stands below it, for whoever looks for the reason. */
export function CrashNotice({ cause, title }: { cause: unknown; title: string }) {
  return (
    <Banner
      tone="failed"
      icon={<IconAlertTriangle size={18} aria-hidden />}
      title={title}
      action={<ReloadButton />}
      urgent
    >
      <p>Nothing was changed by that. Perhaps a newer version has come: reload the page.</p>
      <p className="muted">
        If it comes again, tell whoever runs Hormesis:{' '}
        <code>{cause instanceof Error ? cause.message : String(cause)}</code>
      </p>
    </Banner>
  );
}
