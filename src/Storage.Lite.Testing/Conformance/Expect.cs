using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite.Testing;

/// <summary>Assertions of the suite, which depends on no test framework.</summary>
internal static class Expect
{
    internal static void True(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new StorageConformanceException(otherwise);
        }
    }

    internal static void Equal<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new StorageConformanceException($"{what}: expected {Show(expected)}, and got {Show(actual)}");
        }
    }

    internal static void Sequence(IReadOnlyList<string> expected, IReadOnlyList<string> actual, string what)
    {
        string shownExpected = string.Join(", ", expected);
        string shownActual = string.Join(", ", actual);
        Equal(shownExpected, shownActual, what);
    }

    internal static void Bytes(ReadOnlySpan<byte> expected, BufferSlice actual, string what)
    {
        if (!actual.SequenceEqual(expected))
        {
            string where = "they differ in length";
            byte[] got = actual.ToArray();
            int common = expected.CommonPrefixLength(got);
            if (expected.Length == got.Length)
            {
                where = $"byte {common} is 0x{got[common]:x2} instead of 0x{expected[common]:x2}";
            }

            throw new StorageConformanceException(
                $"{what}: expected {expected.Length} bytes, and got {got.Length}: {where}");
        }
    }

    internal static async Task<TException> ThrowsAsync<TException>(Func<Task> action, string what)
        where TException : Exception
    {
        try
        {
            Task task = action();
            await task.ConfigureAwait(false);
            if (task is Task<StorageContent> { Result: var unexpected })
            {
                // A store that is broken must not make the suite leak.
                unexpected.Dispose();
            }
        }
        catch (TException exception)
        {
            return exception;
        }
        catch (Exception exception)
        {
            throw new StorageConformanceException(
                $"{what}: expected {typeof(TException).Name}, and got {exception.GetType().Name}: {exception.Message}",
                exception);
        }

        throw new StorageConformanceException($"{what}: expected {typeof(TException).Name}, and it succeeded");
    }

    private static string Show<T>(T value) => value is string text ? $"'{text}'" : value?.ToString() ?? "nothing";
}
