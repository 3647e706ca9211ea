/** Renders views: EJS templates inside a layout. @module */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import ejs, { type TemplateFunction } from 'ejs';
import type { AppContext } from '../app/app-context.ts';
import { errors } from '../errors.ts';
import { exposeLocalsToBrowser } from './expose-locals.ts';
import { withNonces } from './script-nonces.ts';

/** Values for a view by name. */
export type Locals = Record<string, unknown>;

/** Where a layout is looked for when `config.views.layout` says nothing. */
const usualLayouts = ['layouts/layout', 'layout'];

/** The views of one app. Templates are read once in production, and each time in development. */
export class ViewRenderer {
  readonly #app: AppContext;
  readonly #templates = new Map<string, TemplateFunction>();

  constructor(app: AppContext) {
    this.#app = app;
  }

  /** Whether there is a view of that name. */
  has(view: string): boolean {
    const file = this.#fileOf(this.#folder, view);
    return file !== undefined && existsSync(file);
  }

  /**
   * Renders a view, and its layout around it.
   *
   * @param view relative to the views' folder, with or without extension
   * @param locals values for view and layout. `layout` names another layout, `false` none.
   * @throws E_VIEW_FAILED when the view, its layout or a partial is missing or fails
   *
   * @example
   * new ViewRenderer(app).render('pages/home', { title: 'Hello', layout: false });
   */
  render(view: string, locals: Locals): string {
    const body = this.#renderFile(this.#folder, view, locals);
    const layout = this.#layoutOf(locals);
    return layout === undefined ? body : this.#renderFile(this.#folder, layout, { ...locals, body });
  }

  get #folder(): string {
    return resolve(this.#app.appPath, this.#app.config.views.folder ?? 'views');
  }

  #layoutOf({ layout }: Locals): string | undefined {
    if (typeof layout === 'string') return layout;
    if (layout === false) return undefined;
    const configured = this.#app.config.views.layout;
    if (configured !== undefined) return configured === false ? undefined : configured;
    return usualLayouts.find((usual) => this.has(usual));
  }

  #renderFile(folder: string, view: string, locals: Locals): string {
    const file = this.#fileOf(folder, view);
    if (file === undefined) throw errors.E_VIEW_FAILED(view, 'it lies outside the folder of the views');
    const partial = (path: string, more: Locals = {}): string =>
      this.#renderFile(dirname(file), path, { ...locals, ...more });
    const template = this.#templateOf(file, view);
    try {
      const expose = (options?: Parameters<typeof exposeLocalsToBrowser>[1]): string =>
        exposeLocalsToBrowser(locals, options);
      return template({ cspNonce: '', _csrf: '', ...locals, partial, exposeLocalsToBrowser: expose });
    } catch (cause) {
      // A partial that failed has said what and where already.
      if (cause instanceof Error && 'code' in cause && cause.code === 'E_VIEW_FAILED') throw cause;
      throw failure(view, cause);
    }
  }

  #templateOf(file: string, view: string): TemplateFunction {
    const known = this.#templates.get(file);
    if (known) return known;
    const keep = this.#app.environment === 'production';
    let source: string;
    try {
      source = readFileSync(file, 'utf8');
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw failure(view, cause);
      throw errors.E_VIEW_FAILED(
        view,
        `there is no file ${relative(this.#app.appPath, file)}. Write it, or name another view`,
      );
    }
    try {
      const includer = (given: string, included: string | undefined) => {
        if (!included) throw new Error(`there is no file '${given}' to include`);
        return { template: withNonces(readFileSync(included, 'utf8')) };
      };
      const template = ejs.compile(withNonces(source), {
        filename: file,
        root: this.#folder,
        cache: keep,
        includer,
      });
      if (keep) this.#templates.set(file, template);
      return template;
    } catch (cause) {
      throw failure(view, cause);
    }
  }

  /** The file of a view; `undefined` when it would lie outside the views' folder. */
  #fileOf(folder: string, view: string): string | undefined {
    const extension = `.${this.#app.config.views.extension ?? 'ejs'}`;
    const file = join(folder, extname(view) === extension ? view : view + extension);
    return file.startsWith(this.#folder + sep) ? file : undefined;
  }
}

function failure(view: string, cause: unknown): Error {
  const error = errors.E_VIEW_FAILED(view, cause instanceof Error ? cause.message : String(cause));
  error.cause = cause;
  return error;
}
