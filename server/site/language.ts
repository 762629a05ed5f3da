export { chooseLanguage, type Language } from 'latchkey-server/module';
