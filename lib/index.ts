/** Darkroom for other CDK apps: `import { ImageEditor } from 'darkroom'`. */
export { EditApi, type EditApiProps, type JwtIssuer } from './http-api.ts';
export { ImageEditor, type ImageEditorProps } from './image-editor.ts';
