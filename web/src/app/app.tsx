import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from 'react-router/dom';
import { isRetryable } from '../lib/api-error.ts';
import { router } from './router.tsx';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) => failures < 5 && isRetryable(error),
      retryDelay: 1_000,
      refetchOnWindowFocus: false,
      networkMode: 'always',
    },
  },
});

/** `withCssVariables={false}`: they are in theme.css; the content security policy allows no injected style element. */
export function App() {
  return (
    <MantineProvider defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
