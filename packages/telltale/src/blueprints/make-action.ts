/** Makes the actions of one model: each reads its request, does its work, and answers. @module */
import type { AppContext } from '../app/app-context.ts';
import type { Request } from '../http/request.ts';
import type { AnyModel } from '../models/any-model.ts';
import type { Handler } from '../routing/handler.ts';
import { blueprints } from './actions/index.ts';
import { answerFailure } from './answer-failure.ts';
import type { BlueprintName, BlueprintOptions } from './blueprint-options.ts';
import { settingsOfRoute } from './blueprint-settings.ts';
import type { ModelResource } from './model-resource.ts';
import { Notifier } from './notifier.ts';
import { parseBlueprintOptions } from './parse/parse-blueprint-options.ts';
import { rememberContext } from './parse/request-context.ts';
import { Subscriber } from './subscriber.ts';

/**
 * Makes one action.
 *
 * @param modelOf finds the models that it is associated with
 */
export function makeAction(
  app: AppContext,
  blueprint: BlueprintName,
  { model, settings: shared }: ModelResource,
  modelOf: (identity: string) => AnyModel,
): Handler {
  return async (req, res) => {
    const settings = settingsOfRoute(shared, req.options);
    const context = { blueprint, model, modelOf, settings };
    const pubsub = app.isOn('sockets') && app.isOn('pubsub') ? app.fastify.pubsub : undefined;
    rememberContext(req, context);
    try {
      const parse =
        settings.parseBlueprintOptions ?? ((given: Request) => parseBlueprintOptions(context, given));
      const options: BlueprintOptions = await parse(req);
      await blueprints[blueprint]({
        req,
        res,
        model,
        modelOf,
        settings,
        options,
        subscriber: new Subscriber({
          req,
          modelOf,
          pubsub: req.isSocket ? pubsub : undefined,
          watches: settings.autoWatch,
        }),
        notifier: new Notifier(model, modelOf, settings.mirror ? undefined : req, pubsub !== undefined),
      });
    } catch (error) {
      answerFailure(error, req, res);
    }
  };
}
