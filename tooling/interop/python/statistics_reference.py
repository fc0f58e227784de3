"""What SciPy, statsmodels and scikit-learn say, for the tests of @imagenet-v2/evaluate.

    python3 -m venv /tmp/venv
    /tmp/venv/bin/pip install scipy==1.17.1 statsmodels==0.15.0 scikit-learn==1.9.1
    /tmp/venv/bin/python statistics_reference.py accuracy.csv > packages/evaluate/test/reference/statistics.json

accuracy.csv has the counts of the authors' prediction files: model, variant, n, top1_correct, …, top1.
"""

import csv
import json
import random
import sys

import numpy as np
import scipy
import sklearn
import statsmodels
from scipy import stats
from sklearn.metrics import log_loss
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

random.seed(20)


def intervals():
    counts = [(0, 1), (1, 1), (0, 10), (1, 10), (10, 10), (46, 50), (50, 50), (1, 10000), (4398, 10000)]
    counts += [(random.randint(0, n), n) for n in (7, 50, 64, 1250, 10000, 50000) for _ in range(4)]
    for correct, n in counts:
        for level in (0.9, 0.95, 0.99):
            exact = proportion_confint(correct, n, 1 - level, "beta")
            wilson = proportion_confint(correct, n, 1 - level, "wilson")
            yield dict(correct=correct, n=n, level=level, clopperPearson=list(exact), wilson=list(wilson))


def paired():
    tables = [(0, 0, 50), (1, 0, 50), (5, 0, 50), (8, 2, 50), (3, 3, 64), (105, 60, 10000)]
    tables += [(random.randint(0, 900), random.randint(0, 900), 10000) for _ in range(10)]
    for b, c, n in tables:
        exact = mcnemar([[n - b - c, b], [c, 0]], exact=True).pvalue
        # Half an image is added to each of the four cells, as weights.
        cells = DescrStatsW([0, 1, -1], weights=[n - b - c + 1, b + 0.5, c + 0.5])
        half = stats.norm.ppf(0.975) * (cells.var / cells.sum_weights) ** 0.5
        yield dict(
            onlyFirst=b,
            onlySecond=c,
            n=n,
            exact=float(exact),
            midP=float(2 * stats.binom.cdf(min(b, c), b + c, 0.5) - stats.binom.pmf(min(b, c), b + c, 0.5)),
            interval=[cells.mean - half, cells.mean + half],
        )


def corrections():
    for p in ([0.01], [0.04, 0.03, 0.02, 0.01], [0.001, 0.2, 0.03, 0.03, 0.9]):
        yield dict(p=p, holm=multipletests(p, method="holm")[1].tolist())


def calibrations():
    rng = np.random.default_rng(7)
    probabilities = rng.dirichlet(np.full(10, 0.3), 200).round(6)
    labels = rng.integers(0, 10, 200)
    predicted, confidence = probabilities.argmax(1), probabilities.max(1)
    right = predicted == labels
    for bins in (10, 15):
        edges = np.linspace(0, 1, bins + 1)
        place = np.clip(np.digitize(confidence, edges, right=True) - 1, 0, bins - 1)
        ece = sum(
            abs(right[place == b].mean() - confidence[place == b].mean()) * (place == b).mean()
            for b in range(bins)
            if (place == b).any()
        )
        floor = np.clip(probabilities, 1e-15, 1)
        yield dict(
            bins=bins,
            ece=float(ece),
            logLoss=float(-np.log(floor[np.arange(200), labels]).mean()),
            logLossOfScikitLearn=float(log_loss(labels, floor / floor.sum(1, keepdims=True), labels=range(10))),
            probabilities=probabilities.tolist(),
            labels=labels.tolist(),
        )


def fits(accuracy_csv):
    """Least squares of the probit of V2 on the probit of the original validation set, and in plain shares.

    Without fv_16k: 2.47 % of its first places in the authors' file are right and 37.52 % of its first
    five, so that file does not have the best class first.
    """
    rows = {}
    for row in csv.DictReader(open(accuracy_csv)):
        if row["model"] != "fv_16k":
            rows.setdefault(row["model"], {})[row["variant"]] = float(row["top1"])
    val = np.array([r["original-val"] for r in rows.values()])
    v2 = np.array([r["matched-frequency"] for r in rows.values()])
    for name, change in (("probit", stats.norm.ppf), ("linear", lambda share: share)):
        fit = stats.linregress(change(val), change(v2))
        yield dict(scale=name, slope=fit.slope, intercept=fit.intercept, r=fit.rvalue)


print(
    json.dumps(
        dict(
            origin=f"scipy {scipy.__version__}, statsmodels {statsmodels.__version__}, "
            f"scikit-learn {sklearn.__version__}: tooling/interop/python/statistics_reference.py",
            intervals=list(intervals()),
            paired=list(paired()),
            corrections=list(corrections()),
            calibrations=list(calibrations()),
            fits=list(fits(sys.argv[1])) if len(sys.argv) > 1 else [],
        )
    )
)
