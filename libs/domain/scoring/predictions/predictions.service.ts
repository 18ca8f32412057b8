import { Injectable } from '@nestjs/common';
import { Database, type TenantScope } from '@platform/database';
import { notFound } from '@platform/errors';
import { ExamplesRepository } from './examples.repository';
import { factorsOf, probability } from './logistic-model';
import { ModelsRepository, type StoredModel } from './models.repository';
import { minOutcomes, type PredictionAnswer } from './prediction';

/** Medians of fewer leads than that are not told. */
const minForMedian = 10;
const digits = (value: number, places: number) => Math.round(value * 10 ** places) / 10 ** places;

/** What may become of a lead, by the team's own past. */
@Injectable()
export class Predictions {
  constructor(
    private readonly database: Database,
    private readonly examples: ExamplesRepository,
    private readonly models: ModelsRepository,
  ) {}

  /** @throws DomainError not_found/lead_not_found */
  async get(scope: TenantScope, leadId: string): Promise<PredictionAnswer> {
    return this.database.sql(scope, async (tx) => {
      const lead = await this.examples.ofLead(tx, leadId);
      if (!lead) throw notFound('lead');
      const models = await this.models.all(tx);
      const conversion = models.find(({ kind }) => kind === 'conversion');
      if (!conversion?.model) {
        const outcomes = conversion?.outcomes ?? (await this.examples.outcomes(tx));
        const trainable = !conversion && outcomes >= minOutcomes;
        return { status: trainable ? 'not_trained' : 'not_enough_data', leadId, outcomes };
      }
      const churn = models.find(({ kind }) => kind === 'churn')?.model;
      const chance = probability(conversion.model, lead.values);
      const won = await this.examples.wonLeads(tx, lead.daysKnown);
      const value = lead.value ?? won.value;
      return {
        status: 'ready',
        leadId,
        outcomes: conversion.outcomes,
        trainedAt: conversion.trainedAt,
        conversionProbability: digits(chance, 4),
        estimatedValue: value === null ? null : digits(chance * value, 2),
        timeToConversion:
          won.days === null || won.slower < minForMedian
            ? null
            : Math.max(0, Math.round(won.days - lead.daysKnown)),
        churnRisk: churn ? digits(probability(churn, lead.values), 4) : null,
        factors: factorsOf(conversion.model, lead.values)
          .slice(0, 5)
          .map((factor) => ({ ...factor, value: digits(factor.value, 3), effect: digits(factor.effect, 3) })),
      };
    });
  }

  /** What the team's models are made of, and how far they can be trusted. */
  async report(scope: TenantScope): Promise<StoredModel[]> {
    return this.database.sql(scope, (tx) => this.models.all(tx));
  }
}
