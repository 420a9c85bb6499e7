/**
 * Regression with a ridge penalty, by Newton's method (iteratively reweighted least squares): Poisson with a log link
 * or logistic. Columns are standardised inside; the intercept is never penalised. Small, dense, without dice.
 */
import { solvePositive } from './solve.ts';

export interface Design {
  /** Row-major, `rows × columns`. */
  readonly x: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

export interface Fit {
  readonly family: 'poisson' | 'logistic';
  readonly intercept: number;
  /** On the scale of the columns as given. A column without spread has 0. */
  readonly weights: Float64Array;
  /** Mean of each column in the rows learnt from: the person that a contribution is measured against. */
  readonly means: Float64Array;
  /** Spread of each column in the rows learnt from; 0 where it was constant. */
  readonly spreads: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}

export interface FitRequest {
  readonly family: 'poisson' | 'logistic';
  readonly design: Design;
  readonly y: ArrayLike<number>;
  /** Added to the linear predictor, row by row: log exposure, or the prediction of an earlier stage. */
  readonly offset?: ArrayLike<number>;
  /** Ridge: prior precision of each standardised weight. */
  readonly penalty: number;
  /** Where to begin: an earlier fit on the same columns. It saves steps and does not change where they end. */
  readonly start?: Fit;
}

interface Standardised {
  /** Row-major over the columns that vary; a constant column says nothing and is left out. */
  readonly z: Float64Array;
  /** Places of those columns in the design. */
  readonly active: readonly number[];
  readonly means: Float64Array;
  readonly spreads: Float64Array;
}

function standardise({ x, rows, columns }: Design): Standardised {
  const means = new Float64Array(columns);
  const spreads = new Float64Array(columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) means[j]! += x[i * columns + j]! / rows;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) spreads[j]! += (x[i * columns + j]! - means[j]!) ** 2 / rows;
  for (let j = 0; j < columns; j++) spreads[j] = spreads[j]! < 1e-12 ? 0 : Math.sqrt(spreads[j]!);
  const active = [...spreads.keys()].filter((j) => spreads[j]! > 0);
  const z = new Float64Array(rows * active.length);
  for (let i = 0; i < rows; i++)
    for (let a = 0; a < active.length; a++) {
      const j = active[a]!;
      z[i * active.length + a] = (x[i * columns + j]! - means[j]!) / spreads[j]!;
    }
  return { z, active, means, spreads };
}

const sigmoid = (eta: number): number => 1 / (1 + Math.exp(-eta));
/** Beyond this the exponential would run away in a first step; no honest linear predictor is larger. */
const clampEta = (eta: number): number => Math.max(-30, Math.min(15, eta));

interface Problem {
  readonly request: FitRequest;
  readonly z: Float64Array;
  /** Columns of z. */
  readonly p: number;
}

/** The penalised log-likelihood at `beta`, leaving the linear predictor of every row in `eta`. */
function penalisedLogLikelihood({ request, z, p }: Problem, beta: Float64Array, eta: Float64Array): number {
  const { rows } = request.design;
  const poisson = request.family === 'poisson';
  let total = 0;
  for (let i = 0; i < rows; i++) {
    let value = beta[p]! + (request.offset ? request.offset[i]! : 0);
    const row = i * p;
    for (let j = 0; j < p; j++) value += beta[j]! * z[row + j]!;
    value = clampEta(value);
    eta[i] = value;
    total += request.y[i]! * value - (poisson ? Math.exp(value) : Math.log1p(Math.exp(value)));
  }
  for (let j = 0; j < p; j++) total -= (request.penalty / 2) * beta[j]! ** 2;
  return total;
}

/** Lower triangle of Σ w·z·zᵀ with the intercept in the last place, four rows at a time: it is where the time goes. */
function curvatureOf({ z, p }: Problem, weight: Float64Array): Float64Array {
  const m = p + 1;
  const sums = new Float64Array(m * m);
  const rows = weight.length;
  for (let i = 0; i < rows; i += 4) {
    const r0 = i * p;
    const r1 = i + 1 < rows ? r0 + p : r0;
    const r2 = i + 2 < rows ? r0 + 2 * p : r0;
    const r3 = i + 3 < rows ? r0 + 3 * p : r0;
    const w0 = weight[i]!;
    const w1 = i + 1 < rows ? weight[i + 1]! : 0;
    const w2 = i + 2 < rows ? weight[i + 2]! : 0;
    const w3 = i + 3 < rows ? weight[i + 3]! : 0;
    for (let j = 0; j < p; j++) {
      const a0 = w0 * z[r0 + j]!;
      const a1 = w1 * z[r1 + j]!;
      const a2 = w2 * z[r2 + j]!;
      const a3 = w3 * z[r3 + j]!;
      const at = j * m;
      for (let k = 0; k <= j; k++)
        sums[at + k]! += a0 * z[r0 + k]! + a1 * z[r1 + k]! + a2 * z[r2 + k]! + a3 * z[r3 + k]!;
      sums[p * m + j]! += a0 + a1 + a2 + a3;
    }
    sums[p * m + p]! += w0 + w1 + w2 + w3;
  }
  return sums;
}

/** One Newton step: the gradient over the curvature. */
function newtonStep(problem: Problem, beta: Float64Array, eta: Float64Array): Float64Array {
  const { request, z, p } = problem;
  const rows = eta.length;
  const gradient = new Float64Array(p + 1);
  const weight = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    const mean = request.family === 'poisson' ? Math.exp(eta[i]!) : sigmoid(eta[i]!);
    weight[i] = request.family === 'poisson' ? mean : Math.max(mean * (1 - mean), 1e-12);
    const rest = request.y[i]! - mean;
    const row = i * p;
    for (let j = 0; j < p; j++) gradient[j]! += z[row + j]! * rest;
    gradient[p]! += rest;
  }
  const curvature = curvatureOf(problem, weight);
  for (let j = 0; j < p; j++) {
    gradient[j]! -= request.penalty * beta[j]!;
    curvature[j * (p + 1) + j]! += request.penalty + 1e-9;
  }
  curvature[p * (p + 1) + p]! += 1e-9;
  return solvePositive(curvature, gradient);
}

function startingIntercept(request: FitRequest): number {
  let events = 0;
  let exposure = 0;
  for (let i = 0; i < request.design.rows; i++) {
    events += request.y[i]!;
    exposure += request.offset && request.family === 'poisson' ? Math.exp(clampEta(request.offset[i]!)) : 1;
  }
  const rate = (events + 0.5) / (exposure + 1);
  return request.family === 'poisson' ? Math.log(rate) : Math.log(rate / Math.max(1e-9, 1 - rate));
}

/** First weights on the standardised scale: those of an earlier fit, or an intercept alone. */
function startingWeights(request: FitRequest, { active, means, spreads }: Standardised): Float64Array {
  const beta = new Float64Array(active.length + 1);
  const start = request.start;
  if (start?.weights.length !== request.design.columns) {
    beta[active.length] = startingIntercept(request);
    return beta;
  }
  let intercept = start.intercept;
  start.weights.forEach((weight, j) => {
    intercept += weight * means[j]!;
  });
  active.forEach((j, a) => {
    beta[a] = start.weights[j]! * spreads[j]!;
  });
  beta[active.length] = intercept;
  return beta;
}

/** A relative gain in log-likelihood below this is the end: Newton's next step would gain its square. */
const enough = 1e-7;

interface Climb {
  readonly beta: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}

/** Newton's steps, each halved until the likelihood rises, so that it cannot run away. */
function climb(problem: Problem, from: Float64Array): Climb {
  const { rows } = problem.request.design;
  let [beta, eta, trial] = [from, new Float64Array(rows), new Float64Array(rows)];
  let current = penalisedLogLikelihood(problem, beta, eta);
  for (let iterations = 1; iterations <= 60; iterations++) {
    const step = newtonStep(problem, beta, eta);
    let next = beta;
    let value = Number.NaN;
    for (let scale = 1; scale > 1e-6 && !(value >= current); scale /= 2) {
      next = beta.map((b, j) => b + scale * step[j]!);
      value = penalisedLogLikelihood(problem, next, trial);
    }
    if (!(value >= current)) return { beta, iterations, converged: true };
    const gain = value - current;
    [beta, eta, trial, current] = [next, trial, eta, value];
    if (gain <= enough * (1 + Math.abs(current))) return { beta, iterations, converged: true };
  }
  return { beta, iterations: 60, converged: false };
}

/** The penalised maximum-likelihood fit. */
export function fitRegression(request: FitRequest): Fit {
  const standard = standardise(request.design);
  const { active, means, spreads } = standard;
  const problem = { request, z: standard.z, p: active.length };
  const { beta, iterations, converged } = climb(problem, startingWeights(request, standard));
  const weights = new Float64Array(request.design.columns);
  let intercept = beta[active.length]!;
  active.forEach((j, a) => {
    weights[j] = beta[a]! / spreads[j]!;
    intercept -= weights[j]! * means[j]!;
  });
  return { family: request.family, intercept, weights, means, spreads, iterations, converged };
}

/** The linear predictor of every row. */
export function linearPredictor(fit: Fit, design: Design): Float64Array {
  const { x, rows, columns } = design;
  const eta = new Float64Array(rows).fill(fit.intercept);
  for (let i = 0; i < rows; i++) {
    let sum = fit.intercept;
    for (let j = 0; j < columns; j++) sum += fit.weights[j]! * x[i * columns + j]!;
    eta[i] = sum;
  }
  return eta;
}
