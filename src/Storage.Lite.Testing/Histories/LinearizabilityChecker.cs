using System;
using System.Collections.Generic;
using System.Numerics;
using System.Text;

namespace Storage.Lite.Testing;

/// <summary>
/// Says whether a history of one register is linearizable: whether every operation can have happened in one moment
/// between its question and its answer.
/// </summary>
/// <remarks>
/// <para>The search is that of Wing and Gong with the memory of Lowe: it tries the operations that may come next, and
/// never tries the same set of done operations with the same value twice. Its effort grows with how many operations
/// overlap, not with the length of the history.</para>
/// <para>Thread safety: any number of threads.</para>
/// </remarks>
public static class LinearizabilityChecker
{
    private const int ShownMax = 12;

    /// <summary>Looks for an order of the operations that explains every answer.</summary>
    /// <param name="history">The operations on one register, in any order. It holds nothing at the beginning.</param>
    /// <returns>Null when there is one; else how far the search came, for a person.</returns>
    public static string? FindViolation(IReadOnlyList<RegisterOperation> history)
    {
        ArgumentNullException.ThrowIfNull(history);
        RegisterOperation[] operations = [.. history];
        Array.Sort(operations, static (left, right) => left.InvokedAt.CompareTo(right.InvokedAt));
        HashSet<Moment> seen = [];
        Stack<Moment> open = new();
        var start = new Moment(0, BigInteger.Zero, RegisterOperation.Absent);
        open.Push(start);
        Moment furthest = start;
        while (open.TryPop(out Moment moment))
        {
            if (!seen.Add(moment))
            {
                continue;
            }

            if (moment.First > furthest.First)
            {
                furthest = moment;
            }

            if (IsComplete(operations, moment))
            {
                return null;
            }

            PushNext(operations, moment, open);
        }

        return Describe(operations, furthest);
    }

    /// <summary>All that is left was never answered, and need not have happened.</summary>
    private static bool IsComplete(RegisterOperation[] operations, Moment moment)
    {
        for (int index = moment.First; index < operations.Length; index++)
        {
            if (!moment.IsDone(index) && operations[index].ReturnedAt != RegisterOperation.Never)
            {
                return false;
            }
        }

        return true;
    }

    private static void PushNext(RegisterOperation[] operations, Moment moment, Stack<Moment> open)
    {
        // Whatever was answered before another one was asked comes before it.
        long firstReturn = RegisterOperation.Never;
        for (int index = moment.First; index < operations.Length; index++)
        {
            RegisterOperation candidate = operations[index];
            if (candidate.InvokedAt > firstReturn)
            {
                break;
            }

            if (!moment.IsDone(index))
            {
                firstReturn = Math.Min(firstReturn, candidate.ReturnedAt);
            }
        }

        for (int index = moment.First; index < operations.Length; index++)
        {
            RegisterOperation candidate = operations[index];
            if (candidate.InvokedAt > firstReturn)
            {
                break;
            }

            if (!moment.IsDone(index) && TryApply(candidate, moment.Value, out long next))
            {
                open.Push(moment.With(index, next));
            }
        }
    }

    private static bool TryApply(RegisterOperation operation, long value, out long next)
    {
        bool isAnswered = operation.ReturnedAt != RegisterOperation.Never;
        next = value;
        switch (operation.Kind)
        {
            case RegisterOperationKind.Read:
                return !isAnswered || operation.Value == value;
            case RegisterOperationKind.Write:
                next = operation.Value;
                return !isAnswered
                    || operation.Existed is null
                    || operation.Existed == (value != RegisterOperation.Absent);
            default:
                bool isSwapped = operation.Expected == value;
                next = isSwapped ? operation.Value : value;
                return !isAnswered || operation.IsSuccess == isSwapped;
        }
    }

    private static string Describe(RegisterOperation[] operations, Moment furthest)
    {
        var text = new StringBuilder();
        _ = text.Append("No order explains the history. ").Append(furthest.First).Append(" of ")
            .Append(operations.Length).Append(" operations can be explained, and then the register holds ")
            .Append(furthest.Value).Append(". What follows:");
        int shown = 0;
        for (int index = furthest.First; index < operations.Length && shown < ShownMax; index++)
        {
            if (!furthest.IsDone(index))
            {
                _ = text.AppendLine().Append(operations[index]);
                shown++;
            }
        }

        return text.ToString();
    }

    /// <summary>A state of the search: which operations are done, and what the register holds.</summary>
    /// <param name="First">All operations before it are done.</param>
    /// <param name="Later">Which of those from it on are done: bit 0 is it, and never set.</param>
    /// <param name="Value">What the register holds.</param>
    private readonly record struct Moment(int First, BigInteger Later, long Value)
    {
        internal bool IsDone(int index) => index < First || !((Later >> (index - First)) & 1).IsZero;

        internal Moment With(int index, long value)
        {
            BigInteger later = Later | (BigInteger.One << (index - First));
            int first = First;
            while (!later.IsEven)
            {
                later >>= 1;
                first++;
            }

            return new Moment(first, later, value);
        }
    }
}
