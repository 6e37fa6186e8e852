using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading;
using Amazon.Runtime;
using Amazon.S3;

namespace Storage.Lite.S3;

/// <summary>The one place where a failure of the SDK, the service or the network becomes a storage's.</summary>
internal static class S3Errors
{
    private const int StatusTooManyRequests = 429;

    /// <summary>Says whether a failure is the service's or the network's, and no mistake of a program.</summary>
    internal static bool Knows(Exception exception) => exception is AmazonServiceException or AmazonClientException
        or HttpRequestException or IOException or SocketException or OperationCanceledException or TimeoutException
        or WebException or AuthenticationException;

    /// <summary>Says whether the service answered that no object has the key.</summary>
    internal static bool IsMissing(AmazonServiceException exception) =>
        exception.StatusCode == HttpStatusCode.NotFound && !IsBucketMissing(exception);

    internal static bool IsBucketMissing(AmazonServiceException exception) =>
        string.Equals(exception.ErrorCode, "NoSuchBucket", StringComparison.Ordinal);

    /// <summary>Makes the exception that a failure is to the caller of a store.</summary>
    /// <param name="place">The request's operation, key, store and bucket.</param>
    /// <param name="failure">What the SDK threw.</param>
    /// <param name="watch">The request's time.</param>
    internal static Exception Create(in RequestPlace place, Exception failure, RequestWatch watch)
    {
        if (failure is AmazonServiceException { StatusCode: not 0 } answer)
        {
            return OfAnswer(place, answer);
        }

        if (watch.IsCancelledByCaller)
        {
            return new OperationCanceledException($"{place.Operation} was cancelled.", failure, watch.Token);
        }

        if (watch.HasRunOut || HasInner<TimeoutException>(failure) || failure is OperationCanceledException)
        {
            return new StorageTimeoutException(
                place.Operation,
                place.Key,
                place.Backend,
                $"no byte moved between here and {place.Address} for {watch.IdleTimeout.TotalSeconds:0.###} s",
                failure);
        }

        string detail = Innermost(failure).Message;
        if (HasInner<AuthenticationException>(failure))
        {
            return new StorageAccessException(
                place.Operation,
                place.Key,
                place.Backend,
                $"{place.Address} did not prove who it is: {detail}",
                failure);
        }

        bool isNetwork = HasInner<HttpRequestException>(failure) || HasInner<IOException>(failure)
            || HasInner<SocketException>(failure) || HasInner<WebException>(failure);
        return isNetwork
            ? new StorageException(
                place.Operation,
                place.Key,
                place.Backend,
                $"{place.Address} could not be reached, or the connection broke: {detail}",
                StorageTransience.Temporary,
                failure)
            : new StorageAccessException(
                place.Operation,
                place.Key,
                place.Backend,
                $"the SDK could not ask {place.Address}: {detail} Credentials come from the options, the environment "
                + "(AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY), a profile, or the machine's role.",
                failure);
    }

    /// <summary>Makes the exception for one key of a batch, which has a code and no status.</summary>
    internal static StorageException OfCode(in RequestPlace place, string code, string message)
    {
        string detail = $"the service said {code}: {message}";
        return code switch
        {
            "AccessDenied" => new StorageAccessException(place.Operation, place.Key, place.Backend, detail),
            "InternalError" or "SlowDown" or "ServiceUnavailable" or "OperationAborted" => new StorageException(
                place.Operation, place.Key, place.Backend, detail, StorageTransience.Temporary),
            _ => new StorageException(place.Operation, place.Key, place.Backend, detail),
        };
    }

    private static StorageException OfAnswer(in RequestPlace place, AmazonServiceException answer)
    {
        string detail = Describe(place, answer);
        (StorageOperation operation, StorageKey key, string backend) = (place.Operation, place.Key, place.Backend);
        if (IsBucketMissing(answer))
        {
            return new StorageException(
                operation, key, backend, $"{detail}: create the bucket, or correct its name in the options",
                inner: answer);
        }

        return (int)answer.StatusCode switch
        {
            (int)HttpStatusCode.NotFound => new StorageNotFoundException(operation, key, backend, detail, answer),
            (int)HttpStatusCode.PreconditionFailed => new StoragePreconditionException(
                operation, key, backend, detail, answer),
            (int)HttpStatusCode.RequestedRangeNotSatisfiable => new StorageRangeException(
                operation, key, backend, detail, answer),
            (int)HttpStatusCode.NotImplemented => new StorageNotSupportedException(
                operation, key, backend, $"{detail}; the options' Compatibility should say so", answer),
            (int)HttpStatusCode.InsufficientStorage => new StorageFullException(
                operation, key, backend, detail, answer),
            (int)HttpStatusCode.RequestTimeout or (int)HttpStatusCode.GatewayTimeout => new StorageTimeoutException(
                operation, key, backend, detail, answer),

            // Two changes of one key at the same time; and a service that has too much to do.
            (int)HttpStatusCode.Conflict or StatusTooManyRequests or >= 500 => new StorageException(
                operation, key, backend, detail, StorageTransience.Temporary, answer),
            _ => OfErrorCode(place, answer, detail),
        };
    }

    /// <summary>Codes whose status says less than they do.</summary>
    private static StorageException OfErrorCode(in RequestPlace place, AmazonServiceException answer, string detail)
    {
        (StorageOperation operation, StorageKey key, string backend) = (place.Operation, place.Key, place.Backend);
        switch (answer.ErrorCode)
        {
            case "QuotaExceeded" or "EntityTooLarge" or "MetadataTooLarge":
                return new StorageQuotaException(operation, key, backend, detail, answer);
            case "RequestTimeout":
                return new StorageTimeoutException(operation, key, backend, detail, answer);
            case "SlowDown" or "Throttling" or "ThrottlingException" or "RequestLimitExceeded":
                return new StorageException(operation, key, backend, detail, StorageTransience.Temporary, answer);
            case "KeyTooLongError" or "KeyTooLong" or "InvalidURI":
                return new StorageInvalidKeyException(operation, key, backend, detail, answer);
            case "BadDigest" or "XAmzContentChecksumMismatch":
                // What arrived is not what was sent: the way was bad, and the value is not stored.
                return new StorageException(operation, key, backend, detail, StorageTransience.Temporary, answer);
            case "RequestTimeTooSkewed":
                return new StorageAccessException(
                    operation, key, backend, $"{detail}: the clock of this machine is wrong", answer);
            case "ExpiredToken" or "InvalidToken" or "TokenRefreshRequired":
                return new StorageAccessException(
                    operation, key, backend, $"{detail}: the credentials have expired", answer);
            case "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException" or "PermanentRedirect":
                return new StorageException(
                    operation, key, backend, $"{detail}: the bucket is in another region than the options say",
                    inner: answer);
            default:
                return answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized
                    ? new StorageAccessException(
                        operation,
                        key,
                        backend,
                        $"{detail}: the credentials are wrong, or may not do this; without the permission to list, the "
                        + "service answers so for what is not there, too",
                        answer)
                    : new StorageException(operation, key, backend, detail, inner: answer);
        }
    }

    private static string Describe(in RequestPlace place, AmazonServiceException answer)
    {
        string code = string.IsNullOrEmpty(answer.ErrorCode) ? answer.StatusCode.ToString() : answer.ErrorCode;
        string request = string.IsNullOrEmpty(answer.RequestId) ? "" : $", request {answer.RequestId}";
        string said = string.IsNullOrEmpty(answer.Message) ? "" : $" ({answer.Message.Trim()})";
        return $"{place.Address} answered {(int)answer.StatusCode} {code}{said}{request}";
    }

    private static bool HasInner<T>(Exception exception)
        where T : Exception
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is T)
            {
                return true;
            }
        }

        return false;
    }

    private static Exception Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception;
    }
}
