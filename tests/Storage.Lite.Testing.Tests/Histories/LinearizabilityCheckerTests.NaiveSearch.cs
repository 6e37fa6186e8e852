using System;
using System.Collections.Generic;
using Native.TestKit;
using Xunit;

namespace Storage.Lite.Testing.Tests.Histories;

/// <content>The model.</content>
public sealed partial class LinearizabilityCheckerTests
{
    /// <summary>Tries every order, without memory: what the checker has to agree with.</summary>
    private static class NaiveSearch
    {
        internal static bool Explains(List<RegisterOperation> history, int done, long value)
        {
            bool isComplete = true;
            for (int index = 0; index < history.Count; index++)
            {
                RegisterOperation next = history[index];
                if ((done & (1 << index)) != 0)
                {
                    continue;
                }

                isComplete &= next.ReturnedAt == RegisterOperation.Never;
                if (IsFirst(history, done, next)
                    && TryApply(next, value, out long after)
                    && Explains(history, done | (1 << index), after))
                {
                    return true;
                }
            }

            return isComplete;
        }

        private static bool IsFirst(List<RegisterOperation> history, int done, RegisterOperation next)
        {
            for (int index = 0; index < history.Count; index++)
            {
                if ((done & (1 << index)) == 0 && history[index].ReturnedAt < next.InvokedAt)
                {
                    return false;
                }
            }

            return true;
        }

        private static bool TryApply(RegisterOperation operation, long value, out long after)
        {
            bool isSwap = operation.Kind == RegisterOperationKind.CompareAndSwap;
            bool isRead = operation.Kind == RegisterOperationKind.Read;
            after = isRead || (isSwap && value != operation.Expected) ? value : operation.Value;
            bool isExplained = isRead ? value == operation.Value
                : isSwap ? operation.IsSuccess == (value == operation.Expected)
                : operation.Existed is not { } existed || existed == (value != 0);
            return isExplained || operation.ReturnedAt == RegisterOperation.Never;
        }
    }
}
