using System;
using System.Threading;
using System.Threading.Tasks;
using ChunkedBuffers;

namespace Storage.Lite.Testing;

/// <content>What one thread does next.</content>
public sealed partial record RegisterWorkload
{
    /// <summary>One operation of one thread.</summary>
    private sealed class Step(IStorage storage, RegisterHistory history, StorageKey key, int process, long value)
    {
        private long _invokedAt;

        internal async Task RunAsync(Random random, CancellationToken cancellation)
        {
            int choice = random.Next(10);
            Func<CancellationToken, Task<RegisterOperation>> body = choice switch
            {
                < 4 => ReadAsync,
                < 6 => WriteAsync,
                < 7 => DeleteAsync,
                < 9 when storage.Capabilities.ComparesAndSwaps => SwapAsync,
                _ when storage.Capabilities.CreatesIfAbsent => CreateAsync,
                _ => ReadAsync,
            };
            _invokedAt = history.Now();
            RegisterOperation operation = await body(cancellation).ConfigureAwait(false);
            history.Add(key.Text, operation);
        }

        private async Task<RegisterOperation> ReadAsync(CancellationToken cancellation)
        {
            using StorageContent content = await storage.TryGetAsync(key, default(GetOptions), cancellation)
                .ConfigureAwait(false);
            return End(RegisterOperationKind.Read) with { Value = Number(content) };
        }

        private async Task<RegisterOperation> WriteAsync(CancellationToken cancellation)
        {
            try
            {
                _ = await PutAsync(default, cancellation).ConfigureAwait(false);
                return End(RegisterOperationKind.Write) with { Value = value };
            }
            catch (StorageException)
            {
                return Unanswered(RegisterOperationKind.Write) with { Value = value };
            }
        }

        private async Task<RegisterOperation> DeleteAsync(CancellationToken cancellation)
        {
            try
            {
                bool existed = await storage.DeleteAsync(key, default, cancellation).ConfigureAwait(false);
                return End(RegisterOperationKind.Write) with
                {
                    Value = RegisterOperation.Absent,
                    Existed = storage.Capabilities.TellsSeveralDeleters ? null : existed,
                };
            }
            catch (StorageException)
            {
                return Unanswered(RegisterOperationKind.Write) with { Value = RegisterOperation.Absent };
            }
        }

        private async Task<RegisterOperation> SwapAsync(CancellationToken cancellation)
        {
            StorageETag tag;
            long expected;
            using (StorageContent content = await storage.TryGetAsync(key, default(GetOptions), cancellation)
                .ConfigureAwait(false))
            {
                expected = Number(content);
                tag = content.Entry.ETag;
            }

            history.Add(key.Text, End(RegisterOperationKind.Read) with { Value = expected });
            _invokedAt = history.Now();
            return expected == RegisterOperation.Absent
                ? await CreateAsync(cancellation).ConfigureAwait(false)
                : await SwapAsync(StorageCondition.IfMatch(tag), expected, cancellation).ConfigureAwait(false);
        }

        private Task<RegisterOperation> CreateAsync(CancellationToken cancellation) =>
            storage.Capabilities.CreatesIfAbsent
                ? SwapAsync(StorageCondition.IfAbsent, RegisterOperation.Absent, cancellation)
                : WriteAsync(cancellation);

        private async Task<RegisterOperation> SwapAsync(
            StorageCondition condition, long expected, CancellationToken cancellation)
        {
            RegisterOperation operation;
            try
            {
                _ = await PutAsync(condition, cancellation).ConfigureAwait(false);
                operation = End(RegisterOperationKind.CompareAndSwap);
            }
            catch (StoragePreconditionException)
            {
                operation = End(RegisterOperationKind.CompareAndSwap) with { IsSuccess = false };
            }
            catch (StorageException)
            {
                operation = Unanswered(RegisterOperationKind.CompareAndSwap);
            }

            return operation with { Value = value, Expected = expected };
        }

        private ValueTask<StorageEntry> PutAsync(StorageCondition condition, CancellationToken cancellation) =>
            storage.PutAsync(
                key, BitConverter.GetBytes(value), new PutOptions { Condition = condition }, cancellation);

        private static long Number(StorageContent content)
        {
            if (!content.IsFound)
            {
                return RegisterOperation.Absent;
            }

            BufferSlice bytes = content.Bytes;
            Span<byte> number = stackalloc byte[sizeof(long)];
            return bytes.Length == sizeof(long) && bytes.CopyTo(0, number) == sizeof(long)
                ? BitConverter.ToInt64(number)
                : throw new StorageConformanceException(
                    $"A value of {sizeof(long)} bytes was put, and {bytes.Length} bytes were got");
        }

        private RegisterOperation End(RegisterOperationKind kind) => Unanswered(kind) with
        {
            ReturnedAt = history.Now(),
        };

        private RegisterOperation Unanswered(RegisterOperationKind kind) => new()
        {
            Process = process,
            Kind = kind,
            InvokedAt = _invokedAt,
        };
    }
}
