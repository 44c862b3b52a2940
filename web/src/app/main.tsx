import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import '../theme.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ensureUsableLanguage } from '../lib/usable-language.ts';
import { App } from './app.tsx';

ensureUsableLanguage();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id "root"');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
